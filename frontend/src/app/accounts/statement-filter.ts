import type { ListEntries$Params } from '../api/fn/accounts/list-entries';
import type { Entry } from '../api/models/entry';

/** What of a statement is shown, as the address says it; a field that is left out is null. */
export interface StatementFilter {
  direction: 'in' | 'out' | null;
  /** The first day, `2026-03-01`, in the reader's time zone. */
  from: string | null;
  /** The last day. */
  to: string | null;
  /** Smallest and largest amount in minor units, without a sign. */
  min: number | null;
  max: number | null;
  /** Looked for in memo and counterparty. */
  q: string | null;
}

export const NO_FILTER: StatementFilter = { direction: null, from: null, to: null, min: null, max: null, q: null };

export const SEARCH_MAX = 100;

export type FilterParams = Partial<Record<keyof StatementFilter, string | null>>;

/** Whatever stands in the address: what makes no sense is left out, except days, which the reader is told about. */
export function filterOf(params: FilterParams): StatementFilter {
  const { direction, from, to, min, max, q } = params;
  return {
    direction: direction === 'in' || direction === 'out' ? direction : null,
    from: said(from),
    to: said(to),
    min: amountOf(min),
    max: amountOf(max),
    q: said(q?.trim().slice(0, SEARCH_MAX)),
  };
}

/** For the address; what is not filtered by is left out of it. */
export function paramsOf(filter: StatementFilter): FilterParams {
  const text = (value: number | null): string | null => (value === null ? null : String(value));
  return { ...filter, min: text(filter.min), max: text(filter.max) };
}

export interface FilterProblems {
  from: 'no-day' | null;
  to: 'no-day' | 'before-from' | null;
  max: 'below-min' | null;
}

export function problemsOf({ from, to, min, max }: StatementFilter): FilterProblems {
  const noDay = (day: string | null): 'no-day' | null => (day === null || isDay(day) ? null : 'no-day');
  const reversed = from !== null && to !== null && isDay(from) && isDay(to) && from > to;
  return {
    from: noDay(from),
    to: noDay(to) ?? (reversed ? 'before-from' : null),
    max: min !== null && max !== null && min > max ? 'below-min' : null,
  };
}

export function isSound(filter: StatementFilter): boolean {
  return Object.values(problemsOf(filter)).every((problem) => problem === null);
}

export type Narrowing = Pick<ListEntries$Params, 'direction' | 'from' | 'to' | 'min' | 'max' | 'q'>;

/** As the bank is asked. Its days are those of UTC; the reader's begin and end at moments of their own. */
export function narrowing({ direction, from, to, min, max, q }: StatementFilter): Narrowing {
  return {
    ...(direction === null ? {} : { direction }),
    ...(from === null ? {} : { from: beginOf(from, 0) }),
    ...(to === null ? {} : { to: beginOf(to, 1) }),
    ...(min === null ? {} : { min }),
    ...(max === null ? {} : { max }),
    ...(q === null ? {} : { q }),
  };
}

/** Whether an entry that just came belongs to what is shown; the bank's answer to the same question has it too. */
export function fits({ amount, createdAt, memo, counterparty }: Entry, filter: StatementFilter): boolean {
  const { direction, min, max, q } = filter;
  const { from, to } = narrowing(filter);
  const size = Math.abs(amount);
  const said = [memo ?? '', counterparty.holderName, counterparty.alias ?? '', counterparty.accountNumber];
  return (
    (direction === null || direction === (amount > 0 ? 'in' : 'out')) &&
    (from === undefined || createdAt >= from) &&
    (to === undefined || createdAt < to) &&
    (min === null || size >= min) &&
    (max === null || size <= max) &&
    (q === null || said.some((text) => plain(text).includes(plain(q))))
  );
}

function said(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

function isDay(day: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day)) return false;
  const date = new Date(`${day}T12:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) && date.getUTCFullYear() >= 1970;
}

/** The first moment of a day, or of a later one, in the reader's time zone. */
function beginOf(day: string, daysLater: number): string {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
}

function amountOf(text: string | null | undefined): number | null {
  return text && /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

/** Without case and accents, as the bank compares. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
