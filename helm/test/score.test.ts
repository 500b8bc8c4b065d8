import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { PROFILES, template } from './chart';
import { missing, run } from './tools';

const BUNDLED = /-(postgres|redis) /;

/** Critical findings that are meant to be, each with its reason in docs/operations.md: where, and in which profiles wherever. */
const ACCEPTED: Record<string, { where: RegExp; profiles: string[] }> = {
  'ImagePullPolicy is not set to Always': { where: /./, profiles: [] },
  'The container is running with a low user ID': { where: BUNDLED, profiles: ['openshift'] },
  'The container running with a low group ID': { where: BUNDLED, profiles: ['openshift'] },
};

describe('kube-score', { skip: missing('helm', 'kube-score') }, () => {
  for (const profile of Object.keys(PROFILES))
    test(`${profile} has no critical finding without a reason`, () => {
      const result = run(
        'kube-score',
        ['score', '--kubernetes-version', 'v1.34', '-o', 'ci', '-'],
        template({ profile }),
      );
      assert.match(result.stdout, /^\[OK\]/m);
      const critical = result.stdout.split('\n').filter((line) => line.startsWith('[CRITICAL]'));
      const unexplained = critical.filter(
        (line) =>
          !Object.entries(ACCEPTED).some(
            ([finding, { where, profiles }]) =>
              line.includes(finding) && (where.test(line) || profiles.includes(profile)),
          ),
      );
      assert.deepEqual(unexplained, []);
    });

  test('every accepted finding is explained', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
    for (const finding of Object.keys(ACCEPTED)) assert.ok(page.includes(finding), finding);
  });
});
