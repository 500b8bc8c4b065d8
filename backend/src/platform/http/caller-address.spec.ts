import { networkOf, plainForwardedFor } from './caller-address';

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

describe('networkOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
  ])('is the address itself with IPv4: %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each([
    ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::1', '::/64'],
  ])('is the first 64 bits of %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is one for all addresses of a customer', () => {
    const addresses = Array.from({ length: 150 }, (_, i) => `2001:db8:0:7::${i.toString(16)}`);
    expect(new Set(addresses.map(networkOf)).size).toBe(1);
  });

  it('is the text itself where that is no address', () => {
    expect(networkOf('unknown')).toBe('unknown');
  });
});
