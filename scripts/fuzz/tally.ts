import { existsSync, readFileSync } from 'node:fs';

/** One answer, as hooks.py writes it down. */
export interface Answer {
  operation: string;
  /** Whether the operation needs a session. */
  kind: 'public' | 'guarded';
  /** Whether the request was made to follow the contract or to break it. */
  mode: 'positive' | 'negative';
  status: number;
  /** Of a problem. */
  code: string;
}

export function readAnswers(file: string): Answer[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Answer);
}

/** How often each status was answered, by caller, kind of operation and kind of request. */
export function table(answers: readonly (Answer & { caller: string })[]): string {
  const statuses = [...new Set(answers.map(({ status }) => status))].sort((a, b) => a - b);
  const groups = new Map<string, Answer[]>();
  for (const answer of answers) {
    const group = groups.get(groupOf(answer)) ?? [];
    group.push(answer);
    groups.set(groupOf(answer), group);
  }
  const width = Math.max(...[...groups.keys()].map(({ length }) => length));
  const line = (name: string, cells: (string | number)[]): string =>
    [name.padEnd(width), ...cells.map((cell) => String(cell).padStart(7))].join('');
  return [
    line('', ['all', ...statuses]),
    ...[...groups]
      .sort(([left], [right]) => left.localeCompare(right))
      .map(([name, group]) =>
        line(name, [group.length, ...statuses.map((each) => group.filter(({ status }) => status === each).length)]),
      ),
  ].join('\n');
}

function groupOf({ caller, kind, mode }: Answer & { caller: string }): string {
  return `as ${caller}, ${kind}, ${mode}`;
}
