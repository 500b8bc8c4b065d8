import type { CsvFormat, EntryDto } from './entry.dto';
import { plainCell, StatementCsv } from './statement-csv';

const USUAL: CsvFormat = { separator: 'comma', decimal: 'point' };

function entry(given: Partial<EntryDto>): EntryDto {
  const counterparty = { accountNumber: '4000000021', alias: null, holderName: 'Bob' };
  const createdAt = new Date(0);
  return {
    seq: 2,
    transferId: 'id',
    amount: -100,
    currency: 'EUR',
    balanceAfter: 0,
    counterparty,
    memo: null,
    createdAt,
    ...given,
  };
}

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
    const [, , , cell] = new StatementCsv(currency, USUAL).lines([entry({ amount, currency })]).split(',');
    expect(cell).toBe(text);
  });

  it.each([
    ...['=1+1', '+1', '-1', '@x', '\tx', '\r=1', '\n=1'],
    ...[' =1+1', '  @x', '\u00a0=1', '\u3000+1', '\u2003\t-1', '\u200b=1', '\ufeff=1'],
    ...['＝1+1', '＋1', '－1', '＠x', ' ＝1', '﹦1', '﹢1', '﹣1', '﹫x', '−1'],
  ])('disarms the formula %j', (text) => {
    expect(plainCell(text)).toBe(`'${text}`);
  });

  it.each(['a=1', '1-1', 'me@home', '', ' ', '€ 5', '(=1)'])('leaves %j alone', (text) => {
    expect(plainCell(text)).toBe(text);
  });

  it('quotes separators, quotes and line breaks in texts, and leaves numbers alone', () => {
    const counterparty = { accountNumber: '4000000021', alias: null, holderName: 'A "B", C' };
    const line = new StatementCsv('EUR', USUAL).lines([entry({ counterparty, memo: '=cmd()' })]);
    expect(line).toBe(`2,1970-01-01T00:00:00.000Z,id,-1.00,EUR,0.00,"A ""B"", C",4000000021,'=cmd()\n`);
  });

  it.each([
    [
      { separator: 'semicolon', decimal: 'comma' },
      '2;1970-01-01T00:00:00.000Z;id;-1,00;EUR;0,00;Bob;4000000021;a, b\n',
    ],
    [
      { separator: 'tab', decimal: 'point' },
      '2\t1970-01-01T00:00:00.000Z\tid\t-1.00\tEUR\t0.00\tBob\t4000000021\ta, b\n',
    ],
    [
      { separator: 'comma', decimal: 'comma' },
      '2,1970-01-01T00:00:00.000Z,id,"-1,00",EUR,"0,00",Bob,4000000021,"a, b"\n',
    ],
  ] as const)('takes %j', (format, line) => {
    expect(new StatementCsv('EUR', format).lines([entry({ memo: 'a, b' })])).toBe(line);
  });

  it('begins with the mark of UTF-8', () => {
    expect(new StatementCsv('EUR', USUAL).header()).toMatch(/^\ufeffseq,time,/);
  });
});
