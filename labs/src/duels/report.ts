import { money } from '../words';
import type { Answer, DuelState, Finding, SideName, Step, Verdict } from './duel.types';

const WORDS: Record<Finding, (amount: string) => string> = {
  exact: () => 'Exact: every cent is where it belongs.',
  'money-missing': (amount) => `${amount} are missing: a payment was written over.`,
  'money-made': (amount) => `${amount} came out of nothing.`,
  overdrawn: (amount) => `Overdrawn by ${amount}.`,
  'paid-twice': (amount) => `Paid twice: ${amount} too much.`,
  'limit-exceeded': (amount) => `The limit is exceeded by ${amount}.`,
  'ended-by-database': () => 'No money was harmed: the database ended one of the two, whose payment was not made.',
};

export function verdictInWords({ finding, amount }: Verdict): string {
  return WORDS[finding](money(amount ?? 0));
}

/** A step as one line, with what the database said. */
export function stepInWords(side: SideName, { sql, answer, waited }: Step): string {
  const marker = side === 'left' ? 'A' : '                                  B';
  const said = answer === null ? 'waits for the other session' : answerInWords(answer, waited);
  return `${marker}  ${sql}\n${' '.repeat(marker.length + 2)}-> ${said}`;
}

export function seenInWords({ seen }: DuelState): string {
  return seen
    .map((row) =>
      Object.entries(row)
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', '),
    )
    .join(' | ');
}

function answerInWords(answer: Answer, waited: boolean): string {
  const after = waited ? 'after waiting: ' : '';
  if (answer.kind === 'error') return `${after}ERROR ${answer.code}: ${answer.message}`;
  const { rows, command, count } = answer;
  if (rows.length === 0)
    return `${after}${command === 'SELECT' || command === 'UPDATE' ? `${command} ${String(count)}` : command}`;
  return after + rows.map((row) => Object.values(row).map(String).join(', ')).join(' | ');
}
