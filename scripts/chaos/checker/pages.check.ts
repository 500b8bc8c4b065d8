import { placeOf } from './accounts.check';
import { all, grouped } from './history';
import type { Check, Violation } from './violation';

/** A page shows each entry once and as it is in the books; one that stayed has shown all that came after it opened. */
export const checkPages: Check = (history) => {
  const entries = all(history, 'entry');
  const books = new Map(entries.map((entry) => [placeOf(entry), entry]));
  const byAccount = grouped(entries, ({ account }) => account);
  const shown = grouped(all(history, 'shown'), ({ page }) => page);
  const violations: Violation[] = [];
  for (const [page, showings] of shown) {
    const once = new Map<string, (typeof showings)[number]>();
    for (const showing of showings) {
      const place = placeOf(showing);
      const before = once.get(place);
      once.set(place, showing);
      const entry = books.get(place);
      const says = `Page ${page} showed ${place}`;
      if (before) violations.push({ rule: 'shown-once', says: `${says} twice.`, excerpt: [before, showing] });
      if (entry?.transferId === showing.transferId && entry.balanceAfter === showing.balanceAfter) continue;
      violations.push({
        rule: 'shown-truly',
        says: `${says} otherwise than it is in the books.`,
        excerpt: [showing, ...(entry ? [entry] : [])],
      });
    }
  }
  for (const page of all(history, 'page').filter(({ stayed }) => stayed)) {
    const seqs = new Set((shown.get(page.page) ?? []).map(({ seq }) => seq));
    const missing = byAccount.get(page.account)?.find(({ seq }) => seq > page.after && !seqs.has(seq));
    if (missing)
      violations.push({
        rule: 'shown-all',
        says: `Page ${page.page} never showed ${placeOf(missing)}.`,
        excerpt: [page, missing],
      });
  }
  return violations;
};
