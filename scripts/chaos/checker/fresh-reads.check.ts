import { all, type Fact, grouped, type History } from './history';
import type { Check, Violation } from './violation';

/** Something that knew the state of an account: a read of it, or a transfer that made it. */
interface Operation {
  account: string;
  /** Of the state that it knew; the highest that it can have been where it did not see any entry. */
  seq: number;
  saw: boolean;
  makes: boolean;
  start: number;
  /** Without an answer it may have happened at any time after its start. */
  end: number;
  facts: Fact[];
}

/**
 * Every account behaves as if each transfer and each read had happened at one moment between call and answer. The seq of
 * an account orders all its states, so it is enough that nothing which began after another had ended knew an older state,
 * or made one that the other had known already. See Herlihy and Wing, "Linearizability", 1990.
 */
export const checkFreshReads: Check = (history) =>
  [...grouped(operations(history), ({ account }) => account).values()].flatMap(firstContradiction);

function firstContradiction(operations: Operation[]): Violation[] {
  const byStart = [...operations].sort((left, right) => left.start - right.start);
  const byEnd = [...operations].sort((left, right) => left.end - right.end);
  let newest: Operation | undefined;
  let ended = 0;
  for (const operation of byStart) {
    for (let next = byEnd[ended]; next && next.end < operation.start; next = byEnd[++ended])
      if (next.saw && (!newest || next.seq > newest.seq)) newest = next;
    if (!newest) continue;
    const stale = operation.makes ? newest.seq >= operation.seq : newest.seq > operation.seq;
    if (stale) return [violation(newest, operation)];
  }
  return [];
}

function violation(before: Operation, after: Operation): Violation {
  const state = ({ makes, seq }: Operation): string => `${makes ? 'made' : 'read'} seq ${String(seq)}`;
  return {
    rule: 'fresh-reads',
    says: `Account ${after.account}: what began later ${state(after)} after what had ended ${state(before)}.`,
    excerpt: [...new Set([...before.facts, ...after.facts])],
  };
}

function operations(history: History): Operation[] {
  return [...reads(history), ...transfers(history)];
}

function reads(history: History): Operation[] {
  const read = (fact: Fact & { account: string }, seq: number, saw = true): Operation => ({
    ...{ account: fact.account, seq, saw, makes: false, start: fact.start, end: fact.end, facts: [fact] },
  });
  return [
    ...all(history, 'balance').map((fact) => read(fact, fact.seq)),
    ...all(history, 'shown').map((fact) => read(fact, fact.seq)),
    ...all(history, 'statement')
      .filter(({ complete }) => complete)
      // One that was asked for beyond the end is empty as well: who asked had guessed.
      .map((fact) => read(fact, fact.entries.at(-1)?.seq ?? fact.after, fact.entries.length > 0)),
  ];
}

/** Entries whose payment or registration is known. */
function transfers(history: History): Operation[] {
  const attempts = grouped(all(history, 'transfer'), ({ key }) => key);
  const registrations = grouped(all(history, 'registered'), ({ account }) => account);
  return all(history, 'entry').flatMap((entry) => {
    const tries = entry.memo === null ? registrations.get(entry.account) : attempts.get(entry.memo);
    const [first] = [...(tries ?? [])].sort((left, right) => left.start - right.start);
    if (!tries || !first) return [];
    const answered = tries
      .filter((fact) => fact.kind === 'registered' || fact.outcome.is === 'posted')
      .sort((left, right) => left.end - right.end)[0];
    const facts = [entry, first, ...(answered && answered !== first ? [answered] : [])];
    const end = answered?.end ?? Infinity;
    return [{ account: entry.account, seq: entry.seq, saw: true, makes: true, start: first.start, end, facts }];
  });
}
