import { stringify } from 'csv-stringify/sync';
import type { EntryDto } from './entry.dto';

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

export function statementHeader(): string {
  return stringify([COLUMNS]);
}

/** One line per entry; amounts in major units with a decimal point, times in ISO 8601 UTC. */
export function statementLines(entries: readonly EntryDto[]): string {
  return stringify(
    entries.map(({ seq, createdAt, transferId, amount, currency, balanceAfter, counterparty, memo }) => [
      seq,
      createdAt.toISOString(),
      transferId,
      majorUnits(amount, currency),
      currency,
      majorUnits(balanceAfter, currency),
      plainCell(counterparty.holderName),
      counterparty.accountNumber,
      plainCell(memo ?? ''),
    ]),
  );
}

/** An amount of minor units as a decimal number of major ones, exactly: -2500 EUR is `-25.00`, 2500 JPY is `2500`. */
export function majorUnits(amount: number, currency: string): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const padded = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  return `${amount < 0 ? '-' : ''}${whole}${digits > 0 ? `.${padded.slice(-digits)}` : ''}`;
}

/** A text that a spreadsheet would take for a formula gets a leading apostrophe. */
export function plainCell(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
