import {
  all,
  type Fact,
  type FaultFact,
  grouped,
  type History,
  type TransferAttempt,
  type TransferOutcome,
} from './checker/history';
import type { Violation } from './checker/violation';
import type { Run } from './run';

/** What happened, in a few lines. */
export function summary({ history, requests, tookMs }: Run): string {
  const transfers = [...grouped(all(history, 'transfer'), ({ key }) => key).values()];
  const posted = transfers.filter((tries) => tries.some(({ outcome }) => outcome.is === 'posted'));
  const unknown = transfers.filter((tries) => tries.some(({ outcome }) => outcome.is === 'unknown'));
  const pages = all(history, 'page').length;
  const shown = all(history, 'shown').length;
  return [
    ...faultLines(all(history, 'fault'), all(history, 'transfer').filter(isDisturbed)),
    '',
    `${number(requests)} requests in ${seconds(tookMs)}; ${number(transfers.length)} payments: ${number(posted.length)} acknowledged, ` +
      `${number(unknown.length)} of unknown outcome at some time, ${number(unknown.filter(isDecided).length)} of them decided by repeating.`,
    `${number(all(history, 'entry').length)} entries in the books; ${number(shown)} of them shown on ${number(pages)} pages.`,
  ].join('\n');
}

/** Whether its payer was told in the end; the others did not ask again. */
function isDecided(tries: TransferAttempt[]): boolean {
  return tries.some(({ outcome }) => outcome.is === 'posted' || isRefusedForItself(outcome));
}

function isRefusedForItself(outcome: TransferOutcome): boolean {
  return outcome.is === 'refused' && outcome.code === 'insufficient_funds';
}

/** One line for each kind of fault: how often, how many payments met it, and how soon the bank was well after it. */
function faultLines(faults: FaultFact[], disturbed: TransferAttempt[]): string[] {
  const kinds = [...grouped(faults, ({ fault }) => fault)].sort(([left], [right]) => left.localeCompare(right));
  const rows = kinds.map(([kind, each]) => {
    const recoveries = each
      .map(({ recoveredAfterMs = Infinity }) => recoveredAfterMs)
      .sort((left, right) => left - right);
    const median = recoveries[Math.floor((recoveries.length - 1) / 2)] ?? 0;
    const met = disturbed.filter((attempt) =>
      each.some((fault) => attempt.start < fault.end && attempt.end > fault.start),
    );
    return [kind, String(each.length), number(met.length), seconds(median), seconds(recoveries.at(-1) ?? 0)];
  });
  return [['fault', 'times', 'disturbed', 'well after', 'at most'], ...rows].map(
    ([kind = '', times = '', met = '', median = '', most = '']) =>
      `${kind.padEnd(18)} ${times.padStart(5)} ${met.padStart(10)} ${median.padStart(11)} ${most.padStart(9)}`,
  );
}

/** Neither made nor refused for a reason of its own. */
function isDisturbed({ outcome }: TransferAttempt): boolean {
  return outcome.is !== 'posted' && !isRefusedForItself(outcome);
}

/** A violation with its excerpt, and the faults that were at work meanwhile. */
export function describeViolation({ rule, says, excerpt }: Violation, history: History): string {
  const times = excerpt.flatMap(({ start, end }) => [start, end]).filter((at) => at > 0);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const around = all(history, 'fault').filter(({ start, end }) => start <= to && end >= from);
  const lines = [...excerpt, ...(excerpt.some(({ kind }) => kind === 'fault') ? [] : around.slice(0, 5))];
  return [
    `${rule}: ${says}`,
    ...lines.sort((left, right) => left.start - right.start).map((fact) => `  ${line(fact)}`),
  ].join('\n');
}

function line({ kind, start, end, ...rest }: Fact): string {
  return `${seconds(start)} to ${seconds(end)}  ${kind}  ${JSON.stringify(rest)}`;
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s` : 'never';
}

function number(value: number): string {
  return value.toLocaleString('en');
}
