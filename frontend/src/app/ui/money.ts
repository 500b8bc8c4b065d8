import { locale } from '../core/texts';

/** `auto` shows a minus only; `always` also a plus. */
export type Sign = 'auto' | 'always' | 'never';

export interface MoneyPart {
  text: string;
  /** Whether it belongs to the fraction: the decimal separator and what follows. */
  fraction: boolean;
}

const formats = new Map<string, Intl.NumberFormat>();

function format(currency: string, sign: Sign): Intl.NumberFormat {
  const key = `${currency} ${sign}`;
  const known = formats.get(key);
  if (known) return known;
  const signDisplay = sign === 'always' ? 'exceptZero' : sign;
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency, signDisplay });
  formats.set(key, made);
  return made;
}

/** How many digits the currency's minor unit has: 2 for EUR, 0 for JPY. */
export function fractionDigits(currency: string): number {
  return format(currency, 'auto').resolvedOptions().maximumFractionDigits ?? 2;
}

/** @param minor an amount in minor units */
export function formatMoney(minor: number, currency: string, sign: Sign = 'auto'): string {
  return moneyParts(minor, currency, sign)
    .map(({ text }) => text)
    .join('');
}

/** As the axis of a chart has room for: rounded, in thousands or millions. */
export function formatMoneyShort(minor: number, currency: string): string {
  const short = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  });
  return short.format(minor / 10 ** fractionDigits(currency));
}

export function moneyParts(minor: number, currency: string, sign: Sign = 'auto'): MoneyPart[] {
  let fraction = false;
  return format(currency, sign)
    .formatToParts(decimal(minor, currency))
    .map(({ type, value }) => {
      if (type === 'decimal') fraction = true;
      else if (type !== 'fraction') fraction = false;
      // The minus of typography is as wide as the plus; some locales write a hyphen.
      return { text: type === 'minusSign' ? value.replace('-', '\u2212') : value, fraction };
    });
}

/** As text, since a double cannot hold every amount: 90071992547409.91 would come out wrong. */
function decimal(minor: number, currency: string): Intl.StringNumericLiteral {
  const digits = fractionDigits(currency);
  const all = String(Math.abs(minor)).padStart(digits + 1, '0');
  const text = digits === 0 ? all : `${all.slice(0, -digits)}.${all.slice(-digits)}`;
  return `${minor < 0 ? '-' : ''}${text}` as Intl.StringNumericLiteral;
}
