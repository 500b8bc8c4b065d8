import { addressOf, warningOf } from './address';

describe('the address of the demo', () => {
  it.each([undefined, '', 'localhost', '127.0.0.1', '127.0.0.53', '::1'])(
    'is for this machine with HOST=%s',
    (host) => {
      expect(addressOf(host ?? '')).toMatchObject({ names: ['localhost'], open: false });
    },
  );

  it.each(['0.0.0.0', '::'])('is for others, by each address of this machine, with HOST=%s', (host) => {
    const address = addressOf(host);
    expect(address).toMatchObject({ host, open: true });
    expect(address.names[0]).toBe('localhost');
  });

  it('is for others with an address of this machine', () => {
    expect(addressOf('192.0.2.7')).toEqual({ host: '192.0.2.7', names: ['192.0.2.7'], open: true });
    expect(addressOf('2001:db8::7').names).toEqual(['[2001:db8::7]']);
  });

  it.each(['*', 'bank.example', '0', '0.0.0.0:3000', 'http://0.0.0.0'])('is refused with HOST=%s', (host) => {
    expect(() => addressOf(host)).toThrow(
      `HOST takes an address of this machine, or 0.0.0.0 for all of them, not "${host}"`,
    );
  });

  it('comes with a word on what it opens', () => {
    for (const word of ['HOST=0.0.0.0', 'personas', 'TEST_SUPPORT', 'RATE_LIMITS', 'http'])
      expect(warningOf(addressOf('0.0.0.0'))).toContain(word);
  });
});
