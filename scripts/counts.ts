import { existsSync, readFileSync } from 'node:fs';

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

/** What a runner wrote about its own run; undefined when it wrote nothing that can be read. */
export type ReadCounts = (file: string) => Counts | undefined;

/** The JSON report of Jest, which Vitest writes too. A file of tests that does not even load counts as one failure. */
export const jsonCounts: ReadCounts = (file) => {
  const report = readReport(file);
  if (report === undefined) return undefined;
  const counts = parseJson(report);
  if (typeof counts?.numPassedTests !== 'number') return undefined;
  const { numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = counts;
  const unloadable = (counts.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults?.some((each) => each.status === 'failed'),
  );
  return {
    passed: counts.numPassedTests,
    failed: numFailedTests + unloadable.length,
    skipped: numPendingTests + numTodoTests,
  };
};

/** The closing comments of the TAP report of node:test. */
export const tapCounts: ReadCounts = (file) => {
  const report = readReport(file);
  const found = new Map(
    [...(report ?? '').matchAll(/^# (\w+) (\d+)$/gm)].map(([, name, count]) => [name, Number(count)]),
  );
  const passed = found.get('pass');
  if (passed === undefined) return undefined;
  const count = (name: string): number => found.get(name) ?? 0;
  return {
    passed,
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
  };
};

interface JsonReport {
  numPassedTests?: number;
  numFailedTests?: number;
  numPendingTests?: number;
  numTodoTests?: number;
  testResults?: { status?: string; assertionResults?: { status: string }[] }[];
}

function parseJson(text: string): JsonReport | undefined {
  try {
    return JSON.parse(text) as JsonReport;
  } catch {
    return undefined;
  }
}

function readReport(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
