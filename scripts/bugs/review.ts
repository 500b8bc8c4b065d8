import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applied, type NumberedBug } from '../../bugs/catalogue';
import { checkout } from '../stack/folders';

const CONTEXT = 3;

type Line = [mark: ' ' | '-' | '+', text: string];

/** A bug as a pull request that sounds right: title, description and difference. */
export function review({ edit, review: { title, description } }: NumberedBug): string {
  const file = `backend/src/${edit.file}`;
  const source = readFileSync(join(checkout, file), 'utf8');
  return [title, '', description, '', unifiedDiff(file, source, applied(edit, source))].join('\n');
}

/** As `git diff` has it. */
export function unifiedDiff(file: string, before: string, after: string): string {
  const lines = difference(before.split('\n'), after.split('\n'));
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(([mark]) => mark !== ' '),
  );
  const output = [`--- a/${file}`, `+++ b/${file}`];
  let [oldAt, newAt] = [1, 1];
  for (let i = 0; i < lines.length;) {
    const from = i;
    while (near[i]) i += 1;
    const hunk = lines.slice(from, i);
    const counts = (mark: '-' | '+'): number => hunk.filter(([each]) => each === ' ' || each === mark).length;
    if (hunk.length > 0) {
      output.push(`@@ -${String(oldAt)},${String(counts('-'))} +${String(newAt)},${String(counts('+'))} @@`);
      output.push(...hunk.map(([mark, text]) => mark + text));
      oldAt += counts('-');
      newAt += counts('+');
    } else {
      i += 1;
      oldAt += 1;
      newAt += 1;
    }
  }
  return output.join('\n');
}

/** By the longest common subsequence of what lies between the lines that both begin and end with. */
function difference(before: string[], after: string[]): Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const same = (lines: string[]): Line[] => lines.map((text) => [' ', text]);
  return [
    ...same(before.slice(0, head)),
    ...changed(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

function changed(before: string[], after: string[]): Line[] {
  const common = new Map<string, number>();
  const at = (i: number, j: number): number => common.get(`${String(i)} ${String(j)}`) ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--) {
      const length = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      common.set(`${String(i)} ${String(j)}`, length);
    }
  const lines: Line[] = [];
  for (let [i, j] = [0, 0]; i < before.length || j < after.length;) {
    const [old, new_] = [before[i], after[j]];
    if (old !== undefined && old === new_) {
      lines.push([' ', old]);
      i += 1;
      j += 1;
    } else if (old !== undefined && (new_ === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(['-', old]);
      i += 1;
    } else {
      lines.push(['+', new_ ?? '']);
      j += 1;
    }
  }
  return lines;
}
