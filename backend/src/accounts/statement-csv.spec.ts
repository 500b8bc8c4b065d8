import { majorUnits, plainCell, statementLines } from './statement-csv';

describe('statement as CSV', () => {
  it.each([
    [-2500, 'EUR', '-25.00'],
    [5, 'EUR', '0.05'],
    [-5, 'USD', '-0.05'],
    [0, 'EUR', '0.00'],
    [2500, 'JPY', '2500'],
    [1234, 'KWD', '1.234'],
    [Number.MAX_SAFE_INTEGER, 'EUR', '90071992547409.91'],
  ])('writes %i %s as %s', (amount, currency, text) => {
    expect(majorUnits(amount, currency)).toBe(text);
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx'])('disarms the formula %j', (text) => {
    expect(plainCell(text)).toBe(`'${text}`);
  });

  it('quotes separators, quotes and line breaks in texts, and leaves numbers alone', () => {
    const line = statementLines([
      {
        seq: 2,
        transferId: 'id',
        amount: -100,
        currency: 'EUR',
        balanceAfter: 0,
        counterparty: { accountNumber: '4000000021', alias: null, holderName: 'A "B", C' },
        memo: '=cmd()',
        createdAt: new Date(0),
      },
    ]);
    expect(line).toBe(`2,1970-01-01T00:00:00.000Z,id,-1.00,EUR,0.00,"A ""B"", C",4000000021,'=cmd()\n`);
  });
});
