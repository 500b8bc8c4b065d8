import { locale } from '../core/texts';

/** @param digits at most so many after the decimal separator */
export function formatNumber(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}
