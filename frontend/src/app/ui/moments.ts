import { locale } from './money';

const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const unit = (name: 'minute' | 'hour' | 'day' | 'second'): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' });
const units = { second: unit('second'), minute: unit('minute'), hour: unit('hour'), day: unit('day') };

export function formatMoment(moment: string): string {
  return full.format(new Date(moment));
}

/** Day and month, with the year when it is not this one. */
export function formatDay(moment: string): string {
  const date = new Date(moment);
  return (date.getFullYear() === new Date().getFullYear() ? day : dayOfYear).format(date);
}

/** The time of today's moments, the day of others. */
export function formatShort(moment: string): string {
  const date = new Date(moment);
  return date.toDateString() === new Date().toDateString() ? time.format(date) : formatDay(moment);
}

export function formatTime(moment: string): string {
  return new Date(moment).toLocaleTimeString(locale);
}

/** A span in its two largest units. */
export function formatSpan(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${units.day.format(days)} ${units.hour.format(hours % 24)}`;
  if (hours > 0) return `${units.hour.format(hours)} ${units.minute.format(minutes % 60)}`;
  if (minutes > 0) return `${units.minute.format(minutes)} ${units.second.format(seconds % 60)}`;
  return units.second.format(seconds);
}
