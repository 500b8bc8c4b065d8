import { all, type BalanceRead, type Entry, type Fact, grouped, type History, type Line } from './history';
import type { Check, Violation } from './violation';

/** Each account counts its entries from 1 without a gap, and each carries the balance on. */
export const checkGapless: Check = (history) =>
  statements(history).flatMap((entries) => {
    const broken = entries.findIndex((entry, i) => !continues(entries[i - 1], entry));
    const entry = entries[broken];
    if (!entry) return [];
    const excerpt = entries.slice(Math.max(0, broken - 1), broken + 1);
    const says = `Entry ${String(entry.seq)} of account ${entry.account} does not go on from the one before.`;
    return [{ rule: 'gapless' as const, says, excerpt }];
  });

function continues(before: Line | undefined, entry: Line): boolean {
  return entry.seq === (before?.seq ?? 0) + 1 && entry.balanceAfter === (before?.balanceAfter ?? 0) + entry.amount;
}

/** Every balance and every line that anybody read is one of the books. */
export const checkReads: Check = (history) => {
  const books = new Map(all(history, 'entry').map((entry) => [placeOf(entry), entry]));
  const violations: Violation[] = [];
  for (const read of all(history, 'balance')) {
    const entry = books.get(placeOf(read));
    const true_ = read.seq === 0 ? read.balance === 0 : entry?.balanceAfter === read.balance;
    if (!true_) violations.push({ rule: 'true-balance', says: wrongBalance(read), excerpt: [read, ...only(entry)] });
  }
  for (const read of all(history, 'statement'))
    for (const [i, line] of read.entries.entries()) {
      const entry = books.get(placeOf({ ...line, account: read.account }));
      if (line.seq === read.after + 1 + i && entry && sameLine(entry, line)) continue;
      const says = `Line ${String(line.seq)} of account ${read.account} was read otherwise than it is in the books.`;
      violations.push({ rule: 'true-statement', says, excerpt: [read, ...only(entry)] });
      break;
    }
  return violations;
};

function wrongBalance({ account, balance, seq }: BalanceRead): string {
  return `Account ${account} never held ${String(balance)} at seq ${String(seq)}.`;
}

function sameLine(entry: Line, line: Line): boolean {
  return (
    entry.transferId === line.transferId && entry.amount === line.amount && entry.balanceAfter === line.balanceAfter
  );
}

/** Each entry has one notification in its owner's inbox, which tells the truth. */
export const checkNotices: Check = (history) => {
  const notices = grouped(all(history, 'notice'), placeOf);
  const entries = new Map(all(history, 'entry').map((entry) => [placeOf(entry), entry]));
  const violations: Violation[] = [];
  const add = (says: string, ...excerpt: Fact[]): void => {
    violations.push({ rule: 'notified-once', says, excerpt });
  };
  for (const [place, entry] of entries) {
    const [notice, another] = notices.get(place) ?? [];
    if (!notice) add(`Nobody was notified of entry ${place}.`, entry);
    else if (another) add(`There are two notifications of entry ${place}.`, notice, another);
    else if (!sameLine(entry, notice)) add(`The notification of entry ${place} tells another one.`, notice, entry);
  }
  for (const [place, [notice]] of notices)
    if (!entries.has(place) && notice) add(`There is a notification of ${place}, which is not in the books.`, notice);
  return violations;
};

/** An entry's place in the books. */
export function placeOf({ account, seq }: { account: string; seq: number }): string {
  return `${account}/${String(seq)}`;
}

function statements(history: History): Entry[][] {
  const accounts = grouped(all(history, 'entry'), ({ account }) => account);
  return [...accounts.values()].map((entries) => entries.sort((left, right) => left.seq - right.seq));
}

function only<T>(item: T | undefined): T[] {
  return item === undefined ? [] : [item];
}
