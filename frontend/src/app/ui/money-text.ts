/** How a locale writes decimal numbers, and how many digits a currency has after the separator. */
export interface MoneyStyle {
  decimal: string;
  group: string;
  digits: number;
}

export interface Typed {
  text: string;
  caret: number;
}

/** So that the amount in minor units stays below 2^53. */
const INTEGER_DIGITS_MAX = 13;

export function moneyStyle(locale: Intl.LocalesArgument, digits: number): MoneyStyle {
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' }).formatToParts(12345.6);
  const find = (type: string, otherwise: string): string =>
    parts.find((part) => part.type === type)?.value ?? otherwise;
  return { decimal: find('decimal', '.'), group: find('group', ','), digits };
}

/**
 * Makes what stands in the field an amount of money while it is typed: groups the digits, allows one decimal separator
 * (point or comma, whichever key was hit) and no more digits after it than the currency has. The caret stays behind the
 * same digit.
 * @param separatorTyped whether the character before the caret was just typed as the decimal separator
 */
export function tidyMoney({ text, caret }: Typed, style: MoneyStyle, separatorTyped: boolean): Typed {
  const left = separatorTyped ? text.slice(0, caret - 1) : text.slice(0, caret);
  const right = text.slice(caret);
  const repeated = separatorTyped && (left + right).includes(style.decimal);
  const before = significant(left, style) + (separatorTyped && !repeated && style.digits > 0 ? '.' : '');
  const { integer, fraction } = split(before + significant(right, style), style);
  const tidy = write(integer, fraction, style);
  return { text: tidy, caret: caretAfter(tidy, countable(before), style) };
}

/** Reads a pasted amount in either way of writing: `1,234.50`, `1.234,50`, `1 234,5`. */
export function pastedMoney(pasted: string, style: MoneyStyle): string {
  const kept = pasted.replace(/[^0-9.,]/g, '');
  const last = Math.max(kept.lastIndexOf('.'), kept.lastIndexOf(','));
  const isDecimal = last >= 0 && style.digits > 0 && !looksGrouped(kept, last, style);
  const digits = (text: string): string => text.replace(/[.,]/g, '');
  const plain = isDecimal ? `${digits(kept.slice(0, last))}.${digits(kept.slice(last + 1))}` : digits(kept);
  const { integer, fraction } = split(plain, style);
  return write(integer, fraction, style);
}

/** Fills the digits after the separator up, as money is written. */
export function completeMoney(text: string, style: MoneyStyle): string {
  const minor = readMoney(text, style);
  return minor === null ? text : writeMoney(minor, style);
}

/** The amount in minor units; null when the field holds none. */
export function readMoney(text: string, style: MoneyStyle): number | null {
  const { integer, fraction } = split(significant(text, style), style);
  if (integer === '' && (fraction ?? '') === '') return null;
  return Number(integer + (fraction ?? '').padEnd(style.digits, '0'));
}

export function writeMoney(minor: number, style: MoneyStyle): string {
  const all = String(minor).padStart(style.digits + 1, '0');
  const cut = all.length - style.digits;
  return write(all.slice(0, cut), style.digits > 0 ? all.slice(cut) : null, style);
}

/** Digits, and the decimal separator as a point. */
function significant(text: string, { decimal }: MoneyStyle): string {
  return Array.from(text, (char) => (char === decimal ? '.' : /[0-9]/.test(char) ? char : '')).join('');
}

function split(plain: string, { digits }: MoneyStyle): { integer: string; fraction: string | null } {
  const [before = '', ...after] = plain.split('.');
  const integer = before.replace(/^0+(?=[0-9])/, '').slice(0, INTEGER_DIGITS_MAX);
  return { integer, fraction: after.length > 0 && digits > 0 ? after.join('').slice(0, digits) : null };
}

function write(integer: string, fraction: string | null, { decimal, group }: MoneyStyle): string {
  const grouped = integer.replace(/\B(?=([0-9]{3})+$)/g, group);
  return fraction === null ? grouped : `${grouped || '0'}${decimal}${fraction}`;
}

function looksGrouped(kept: string, last: number, { group, decimal }: MoneyStyle): boolean {
  const separator = kept[last];
  if (kept.indexOf(separator ?? '') !== last) return !kept.includes(separator === '.' ? ',' : '.');
  const other = separator === '.' ? ',' : '.';
  if (kept.includes(other)) return false;
  return kept.length - last === 4 && separator !== decimal && (separator === group || group.trim() === '');
}

/** How many characters before the caret were typed rather than put there as grouping. */
function countable(before: string): number {
  return before.replace(/^0+(?=[0-9])/, '').length;
}

function caretAfter(text: string, typed: number, { group }: MoneyStyle): number {
  let seen = 0;
  let position = 0;
  while (position < text.length && seen < typed) {
    if (text[position] !== group) seen++;
    position++;
  }
  return position;
}
