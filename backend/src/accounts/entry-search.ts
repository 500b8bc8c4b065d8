import { fold } from '../platform/http/text.validators';
import type { EntriesQuery, EntryDto } from './entry.dto';

/** A stretch of seqs, both ends exclusive. */
export interface Stretch {
  above: number;
  below: number;
}

export function isEmpty({ above, below }: Stretch): boolean {
  return above + 1 >= below;
}

/** Splits what is looked at next off a stretch: so many seqs from its newest end, or from its oldest. */
export function split(stretch: Stretch, width: number, newestFirst: boolean): { next: Stretch; rest: Stretch } {
  const { above, below } = stretch;
  if (newestFirst) {
    const edge = Math.max(above, below - 1 - width);
    return { next: { above: edge, below }, rest: { above, below: edge + 1 } };
  }
  const edge = Math.min(below, above + 1 + width);
  return { next: { above, below: edge }, rest: { above: edge - 1, below } };
}

/** Whether entries have to be looked at one by one, since no index says which of them fit. */
export function narrows({ direction, min, max, q }: EntriesQuery): boolean {
  return [direction, min, max, q].some((value) => value !== undefined);
}

/** Tests entries for a text in the memo, or in the counterparty's name, alias or number. */
export function mentions(text: string): (entry: EntryDto) => boolean {
  const wanted = fold(text.trim());
  return ({ memo, counterparty: { holderName, alias, accountNumber } }) =>
    [memo, holderName, alias, accountNumber].some((each) => each !== null && fold(each).includes(wanted));
}
