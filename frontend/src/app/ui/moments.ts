import { locale } from '../core/texts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made when first needed: the language is chosen after this file is read. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

export function formatMoment(moment: string): string {
  return format({ dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(moment));
}

/** Day and month, with the year when it is not this one. */
export function formatDay(moment: string): string {
  const date = new Date(moment);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' as const };
  return format({ day: 'numeric', month: 'short', ...year }).format(date);
}

/** As the heading over what happened on a day. */
export function formatDate(moment: string): string {
  const date = new Date(moment);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' as const };
  return format({ weekday: 'long', day: 'numeric', month: 'long', ...year }).format(date);
}

/** The time of today's moments, the day of others. */
export function formatShort(moment: string): string {
  return isToday(moment) ? formatMinute(moment) : formatDay(moment);
}

export function formatMinute(moment: string): string {
  return format({ hour: '2-digit', minute: '2-digit' }).format(new Date(moment));
}

export function formatTime(moment: string): string {
  return format({ timeStyle: 'medium' }).format(new Date(moment));
}

/** To the millisecond. */
export function formatMilliseconds(moment: string): string {
  return format({ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }).format(
    new Date(moment),
  );
}

/** Tells days apart, in the time zone of the reader. */
export function dayOf(moment: string): string {
  return new Date(moment).toDateString();
}

/** A span in its two largest units. */
export function formatSpan(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${inUnit(days, 'day')} ${inUnit(hours % 24, 'hour')}`;
  if (hours > 0) return `${inUnit(hours, 'hour')} ${inUnit(minutes % 60, 'minute')}`;
  if (minutes > 0) return `${inUnit(minutes, 'minute')} ${inUnit(seconds % 60, 'second')}`;
  return inUnit(seconds, 'second');
}

function isToday(moment: string): boolean {
  return dayOf(moment) === new Date().toDateString();
}

function inUnit(value: number, unit: 'second' | 'minute' | 'hour' | 'day'): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(value);
}
