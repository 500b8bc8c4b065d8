import { plainAddress } from './sessions.decorators';

describe('plainAddress', () => {
  it('shows IPv4 within IPv6 as IPv4 and leaves others alone', () => {
    expect(plainAddress('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(plainAddress('::FFFF:203.0.113.7')).toBe('203.0.113.7');
    expect(plainAddress('::1')).toBe('::1');
    expect(plainAddress('::ffff:0')).toBe('::ffff:0');
  });
});
