import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Banks } from '../../scripts/bugs/banks';
import { runNamed, runStarter } from '../../scripts/bugs/named-tests';
import { progress } from '../../scripts/progress';
import { checkout } from '../../scripts/stack/folders';
import { stopEverything } from '../../scripts/stack/server-process';
import { bugs, type NumberedBug } from '../catalogue';

/** A pod that is started and a test that is run take some seconds of two cores, more when others are busy there. */
const PATIENCE_MS = 240_000;

let banks: Banks;

beforeAll(async () => {
  banks = await Banks.open(progress);
}, PATIENCE_MS);

afterAll(async () => {
  await banks.close();
  await stopEverything();
}, PATIENCE_MS);

function read(...path: string[]): string {
  return readFileSync(join(checkout, ...path), 'utf8');
}

function count(fits: (bug: NumberedBug) => boolean): number {
  return bugs.filter(fits).length;
}

describe('the bank of bugs', () => {
  it('has twenty, of which many take more than one request after the other', () => {
    expect(bugs).toHaveLength(20);
    expect(count(({ shows }) => shows === 'at once')).toBeGreaterThanOrEqual(5);
    expect(count(({ pods }) => pods === 2)).toBeGreaterThanOrEqual(3);
    expect(count(({ shows }) => shows === 'on sockets' || shows === 'at an end')).toBeGreaterThanOrEqual(4);
  });

  it.each(bugs)('has a whole card for bug $number', ({ number, killedBy }) => {
    const card = read('bugs', number, 'card.md');
    const parts = [...card.matchAll(/^## (.*)$/gm)].map(([, part]) => part);
    expect(parts).toEqual([
      'Symptom',
      'Hints',
      'The test that kills it',
      'Seen elsewhere',
      'Review question',
      'Rubric',
    ]);
    expect(card.match(/^\d\. /gm)).toHaveLength(3);
    expect(card).toContain(killedBy.name);
    expect(card).toContain(killedBy.file);
  });

  it('leaves no trace in what is built without one', () => {
    const dist = join(checkout, 'backend', 'dist');
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
    expect(files.length).toBeGreaterThan(100);
    for (const file of files)
      expect(`${file}: ${read('backend', 'dist', file)}`).not.toMatch(/BANK_BUILD|\bBUG\b|bugs\//);
    expect(existsSync(join(dist, 'bugs'))).toBe(false);
  });
});

describe('the true bank', () => {
  it(
    'passes the tests that kill bugs, and the starter suite',
    async () => {
      const tests = bugs.map(({ killedBy }) => killedBy);
      await banks.with(undefined, async ({ env }) => {
        expect(await runNamed(env, tests)).toEqual(new Map(tests.map(({ name }) => [name, 'passed'])));
        const starter = await runStarter(env);
        expect([...starter.values()]).toEqual(Array.from({ length: 10 }, () => 'passed'));
      });
    },
    PATIENCE_MS,
  );
});

describe('a bank with a bug', () => {
  it.each(bugs)(
    '($number) is ready, and fails the test that its card names',
    async (bug) => {
      await banks.with(bug, async ({ env }) => {
        expect(await runNamed(env, [bug.killedBy])).toEqual(new Map([[bug.killedBy.name, 'failed']]));
        const starter = [...(await runStarter(env)).values()];
        expect(starter.includes('failed')).toBe(bug.starter);
      });
    },
    PATIENCE_MS,
  );

  it('is noticed by the starter suite in six cases at most', () => {
    expect(count(({ starter }) => starter)).toBeLessThanOrEqual(6);
  });
});
