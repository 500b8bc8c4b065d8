/** What the load saw during one part of the trial. */
export interface Counts {
  answered: number;
  /** Sendings that got no answer, or one that says to ask again, and were repeated with the same key. */
  repeated: number;
  /** Requests that failed for good, each with its reason. */
  failed: string[];
}

/** What the load found at its end. */
export interface Ending extends Counts {
  /** Transfers answered with 201. */
  posted: number;
  /** What the merchant's balance says. */
  received: number;
  /** Transfers that were told over the socket at once. */
  pushed: number;
  /** Transfers that were told neither over the socket nor in the inbox. */
  lost: number;
  proof: { holds?: boolean };
}

export interface Step {
  name: string;
  seconds: number;
  /** Absent for steps without load. */
  counts?: Counts;
  /** What is not as it should be; empty when all is. */
  problems: string[];
  /** What else is worth knowing. */
  note?: string;
}

/** What is wrong with a part of the trial: requests that failed for good. */
export function failures(counts: Counts): string[] {
  const [first] = counts.failed;
  if (first === undefined) return counts.answered > 0 ? [] : ['no request was answered at all'];
  return [`${String(counts.failed.length)} requests failed, the first: ${first.slice(0, 200)}`];
}

/** What is wrong with the books at the end. */
export function bookkeeping(ending: Ending): string[] {
  const problems = failures(ending);
  if (ending.received !== ending.posted)
    problems.push(`${String(ending.posted)} transfers were answered, the merchant received ${String(ending.received)}`);
  if (ending.lost > 0) problems.push(`${String(ending.lost)} notifications were lost`);
  if (ending.proof.holds !== true) problems.push('the ledger does not prove itself');
  return problems;
}

/** The table at the end: one line for each step. */
export function table(steps: Step[]): string {
  const header = ['step', 'seconds', 'answered', 'repeated', 'failed', ''];
  const rows = steps.map(({ name, seconds, counts, problems, note = '' }) => [
    name,
    seconds.toFixed(1),
    ...(counts ? [counts.answered, counts.repeated, counts.failed.length].map(String) : ['', '', '']),
    `${problems.length === 0 ? 'ok' : 'NOT OK'}   ${note}`,
  ]);
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === 5 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd(),
  );
  const problems = steps.flatMap(({ name, problems: found }) => found.map((problem) => `${name}: ${problem}`));
  return [...lines, ...(problems.length > 0 ? ['', ...problems] : [])].join('\n');
}
