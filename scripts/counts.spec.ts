import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine, readReport, sum } from './counts';

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
    const failed = {
      status: 'failed',
      fullName: 'a group fails',
      failureMessages: ['Error: expected \u001b[32m201\u001b[39m\n at …'],
    };
    const testResults = [
      {
        status: 'failed',
        name: '/a.spec.ts',
        message: '  ● Test suite failed to run\n\n    Cannot find module',
        assertionResults: [],
      },
      { status: 'failed', name: '/b.spec.ts', assertionResults: [failed, { status: 'passed', fullName: 'passes' }] },
      { status: 'passed', name: '/c.spec.ts', assertionResults: [{ status: 'passed', fullName: 'passes, too' }] },
    ];
    const json = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 3, numTodoTests: 1, testResults };
    expect(readReport('json', report(JSON.stringify(json)))).toEqual({
      passed: 2,
      failed: 2,
      skipped: 4,
      failures: [
        { name: '', file: '/a.spec.ts', message: 'Cannot find module' },
        { name: 'a group fails', file: '/b.spec.ts', message: 'Error: expected 201' },
      ],
    });
  });

  it('is read from TAP, where a cancelled test is a failure, and a group fails by those in it', () => {
    const tap = `TAP version 13
ok 1 - # pass 99
    not ok 1 - says so
      ---
      duration_ms: 1.2
      failureType: 'testCodeFailure'
      error: |-
        Expected values to be strictly equal
      ...
not ok 2 - a group
  ---
  failureType: 'subtestsFailed'
  error: '1 subtest failed'
  ...
# tests 7
# pass 3
# fail 1
# cancelled 1
# skipped 2
# todo 0
`;
    expect(readReport('tap', report(tap))).toEqual({
      passed: 3,
      failed: 2,
      skipped: 2,
      failures: [{ name: 'says so', message: 'Expected values to be strictly equal' }],
    });
  });

  it.each([
    ['json', '{"numPassed'],
    ['tap', 'TAP version 13\n'],
  ] as const)('is nothing when the runner broke off its %s', (form, text) => {
    expect(readReport(form, report(text))).toBeUndefined();
    expect(readReport(form, join(folder, 'never-written'))).toBeUndefined();
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
