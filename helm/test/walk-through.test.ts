import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { CHART, render } from './chart';
import { missing, run } from './tools';

const LABS = join(__dirname, '..', '..', 'docs', 'labs');
const page = readFileSync(join(LABS, 'helm.md'), 'utf8');
const check = join(LABS, 'check-helm.sh');
const script = readFileSync(check, 'utf8');

describe('the walk-through', () => {
  test('has a check for each of its steps', () => {
    const steps = [...page.matchAll(/^## (\d+)\. /gm)].map(([, step]) => step);
    const checked = [...script.matchAll(/^ {2}(\d+)\)$/gm)].map(([, step]) => step);
    assert.equal(steps.length, 10);
    assert.deepEqual(checked, steps);
  });

  test('whose check refuses a step that there is not', () => {
    for (const step of ['', '11', 'two']) {
      const { status, stderr } = run('sh', [check, step]);
      assert.equal(status, 2);
      assert.match(stderr, /Usage: .* STEP|not installed/);
    }
  });

  test('names files and values that there are', { skip: missing('helm') }, () => {
    for (const [, file = ''] of page.matchAll(/helm\/banking-demo\/(values\/[\w-]+\.yaml)/g))
      assert.ok(readFileSync(join(CHART, file), 'utf8').length > 0, file);
    for (const [, path = ''] of page.matchAll(/--set(?:-string)? '?([a-zA-Z]+(?:\.[a-zA-Z]+)+)=/g)) {
      const known = path
        .split('.')
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], values());
      assert.notEqual(known, undefined, path);
    }
  });

  test('counts the kinds of the defaults as they are', { skip: missing('helm') }, () => {
    const counted = new Map<string, number>();
    for (const { kind } of render()) counted.set(kind, (counted.get(kind) ?? 0) + 1);
    const listed = [...page.matchAll(/^ +(\d+) kind: (\w+)$/gm)].map(([, count, kind]) => [kind, Number(count)]);
    assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(counted));
  });
});

function values(): Record<string, unknown> {
  const { stdout } = run('helm', ['show', 'values', CHART]);
  return parse(stdout) as Record<string, unknown>;
}
