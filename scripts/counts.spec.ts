import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine, jsonCounts, sum, tapCounts } from './counts';

describe('what a runner reports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function report(text: string): string {
    const file = join(folder, 'report');
    writeFileSync(file, text);
    return file;
  }

  it('is read from JSON, where a file that does not load is a failure of its own', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    const json = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 3, numTodoTests: 1, testResults };
    expect(jsonCounts(report(JSON.stringify(json)))).toEqual({ passed: 2, failed: 2, skipped: 4 });
  });

  it('is read from the end of TAP, where a cancelled test is a failure', () => {
    const tap =
      'TAP version 13\nok 1 - # pass 99\n# tests 7\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 2\n# todo 0\n';
    expect(tapCounts(report(tap))).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it.each([
    ['JSON', jsonCounts, '{"numPassed'],
    ['TAP', tapCounts, 'TAP version 13\n'],
  ])('is nothing when the runner broke off its %s', (_format, read, text) => {
    expect(read(report(text))).toBeUndefined();
    expect(read(join(folder, 'never-written'))).toBeUndefined();
  });

  it('closes with one plain line for all', () => {
    const total = sum([
      { passed: 3, failed: 0, skipped: 0 },
      { passed: 4, failed: 1, skipped: 0 },
    ]);
    expect(closingLine(total)).toBe('7 passed, 1 failed');
    expect(closingLine({ ...total, skipped: 2 })).toBe('7 passed, 1 failed, 2 skipped');
  });
});
