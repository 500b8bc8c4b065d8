import { locale, texts } from '../core/texts';
import { de } from './lab-texts.de';
import { en, type LabTexts } from './lab-texts.en';

/** The lab's own texts, in the language of the page; they come with the lab, so that nobody else fetches them. */
export const labTexts: LabTexts = texts.language === 'de' ? de : en;

const amounts = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const wholes = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** @param cents of no currency in particular */
export function formatAmount(cents: number): string {
  return amounts.format(cents / 100);
}

export function formatCount(count: number): string {
  return wholes.format(count);
}

export function formatMs(ms: number): string {
  return `${(ms < 100 ? tenths : wholes).format(ms)} ms`;
}
