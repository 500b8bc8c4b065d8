import { stringify } from 'csv-stringify/sync';
import type { CsvFormat, EntryDto } from './entry.dto';

const COLUMNS = [
  'seq',
  'time',
  'transfer',
  'amount',
  'currency',
  'balance after',
  'counterparty',
  'counterparty account',
  'memo',
];
const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t' } as const;
const DECIMAL_MARKS = { point: '.', comma: ',' } as const;
/** Tells spreadsheets that the file is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';
/** What a cell that a spreadsheet takes for a formula begins with, once it is composed (NFKC), which undoes full width. */
const FORMULA = /^[\s\p{Z}\p{C}]*[=+\-@\u2212]|^[\t\r\n]/u;

/** Writes a statement of one currency as CSV. */
export class StatementCsv {
  private readonly separator: string;
  private readonly decimalMark: string;
  private readonly digits: number;

  constructor(currency: string, { separator, decimal }: CsvFormat) {
    this.separator = SEPARATORS[separator];
    this.decimalMark = DECIMAL_MARKS[decimal];
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    this.digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  }

  header(): string {
    return BYTE_ORDER_MARK + this.stringify([COLUMNS]);
  }

  /** One line per entry; amounts in major units, times in ISO 8601 UTC. */
  lines(entries: readonly EntryDto[]): string {
    return this.stringify(
      entries.map(({ seq, createdAt, transferId, amount, currency, balanceAfter, counterparty, memo }) => [
        seq,
        createdAt.toISOString(),
        transferId,
        this.majorUnits(amount),
        currency,
        this.majorUnits(balanceAfter),
        plainCell(counterparty.holderName),
        counterparty.accountNumber,
        plainCell(memo ?? ''),
      ]),
    );
  }

  /** An amount of minor units as a decimal number of major ones, exactly: -2500 EUR is `-25.00`, 2500 JPY is `2500`. */
  private majorUnits(amount: number): string {
    const padded = String(Math.abs(amount)).padStart(this.digits + 1, '0');
    const whole = padded.slice(0, padded.length - this.digits);
    return `${amount < 0 ? '-' : ''}${whole}${this.digits > 0 ? `${this.decimalMark}${padded.slice(-this.digits)}` : ''}`;
  }

  private stringify(rows: unknown[][]): string {
    return stringify(rows, { delimiter: this.separator });
  }
}

/** A text that a spreadsheet would take for a formula gets a leading apostrophe. */
export function plainCell(text: string): string {
  return FORMULA.test(text.normalize('NFKC')) ? `'${text}` : text;
}
