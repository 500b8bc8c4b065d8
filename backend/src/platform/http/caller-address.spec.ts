import { plainForwardedFor } from './caller-address';

function plain(forwardedFor: string): string | string[] | undefined {
  const headers = { 'x-forwarded-for': forwardedFor };
  plainForwardedFor(headers);
  return headers['x-forwarded-for'];
}

describe('plainForwardedFor', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['[2001:DB8::1]', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711, 10.0.0.1:80,10.0.0.2', '203.0.113.7, 10.0.0.1, 10.0.0.2'],
  ])('makes of %s %s', (given, expected) => {
    expect(plain(given)).toBe(expected);
  });

  it.each([
    ['unknown, 10.0.0.1', '10.0.0.1'],
    ['203.0.113.7, _hidden, 10.0.0.1', '10.0.0.1'],
    ['<script>, 10.0.0.1', '10.0.0.1'],
    ['1, 10.0.0.1', '10.0.0.1'],
    ['203.0.113.7, ', undefined],
    ['x'.repeat(4000), undefined],
  ])('keeps only what stands behind what is no address: %s', (given, expected) => {
    expect(plain(given)).toBe(expected);
  });

  it('adds none', () => {
    const headers = {};
    plainForwardedFor(headers);
    expect(headers).toEqual({});
  });
});
