import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const nothing: Counts = { passed: 0, failed: 0, skipped: 0 };

export function sum(all: Counts[]): Counts {
  return all.reduce(
    (left, right) => ({
      passed: left.passed + right.passed,
      failed: left.failed + right.failed,
      skipped: left.skipped + right.skipped,
    }),
    nothing,
  );
}

/** The plain line that closes a run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  const line = `${String(passed)} passed, ${String(failed)} failed`;
  return skipped === 0 ? line : `${line}, ${String(skipped)} skipped`;
}

/** The form in which a runner reports on its run: the JSON of Jest, which Vitest writes too, or the TAP of node:test. */
export type ReportForm = 'json' | 'tap';

export interface Failure {
  /** The names of the groups it is in and its own; empty for a file that does not load. */
  name: string;
  /** Its file, where the report tells; absolute. */
  file?: string;
  /** In a line. */
  message: string;
}

export interface Report extends Counts {
  failures: Failure[];
}

/** What a runner wrote about its own run; undefined when it wrote nothing that can be read. */
export function readReport(form: ReportForm, file: string): Report | undefined {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return form === 'json' ? jsonReport(text) : tapReport(text);
}

/** A file of tests that does not even load counts as one failure. */
function jsonReport(text: string): Report | undefined {
  const report = parseJson(text);
  if (typeof report?.numPassedTests !== 'number') return undefined;
  const { numPassedTests: passed, numPendingTests = 0, numTodoTests = 0, testResults = [] } = report;
  const failures = testResults.flatMap(({ name, status, message, assertionResults = [] }): Failure[] => {
    const file = name === undefined ? {} : { file: name };
    const failed = assertionResults.filter((each) => each.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [{ name: '', ...file, message: firstLine(message) }];
    return failed.map(({ fullName = '', failureMessages = [] }) => ({
      name: fullName,
      ...file,
      message: firstLine(failureMessages[0]),
    }));
  });
  return { passed, failed: failures.length, skipped: numPendingTests + numTodoTests, failures };
}

/** Its closing comments, and of what is not ok the innermost. */
function tapReport(text: string): Report | undefined {
  const found = new Map([...text.matchAll(/^# (\w+) (\d+)$/gm)].map(([, name, count]) => [name, Number(count)]));
  const passed = found.get('pass');
  if (passed === undefined) return undefined;
  const count = (name: string): number => found.get(name) ?? 0;
  const failures = [...text.matchAll(/^( *)not ok \d+ - (.*)\n\1 {2}---\n([^]*?)\n\1 {2}\.\.\./gm)]
    .filter(([, , , details = '']) => !details.includes("failureType: 'subtestsFailed'"))
    .map(([, , name = '', details = '']) => ({
      name,
      message: firstLine(/error: (?:\|-\n)?'?(.*?)'?$/m.exec(details)?.[1]),
    }));
  const failed = count('fail') + count('cancelled');
  return { passed, failed, skipped: count('skipped') + count('todo'), failures };
}

/** The first line that says something. */
function firstLine(text = ''): string {
  const lines = stripVTControlCharacters(text).split('\n');
  return lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('●')) ?? '';
}

interface JsonReport {
  numPassedTests?: number;
  numPendingTests?: number;
  numTodoTests?: number;
  testResults?: {
    name?: string;
    status?: string;
    message?: string;
    assertionResults?: { status: string; fullName?: string; failureMessages?: string[] }[];
  }[];
}

function parseJson(text: string): JsonReport | undefined {
  try {
    return JSON.parse(text) as JsonReport;
  } catch {
    return undefined;
  }
}
