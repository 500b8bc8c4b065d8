import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { expectProblem, registerUser } from '@banking-demo/testkit/bank';
import { pay } from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';
import { Banks } from '../../scripts/bugs/banks';
import { BugBuilds } from '../../scripts/bugs/builds';
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

/** The status of readiness by a connection of its own, as a probe has it; undefined when nobody listens. */
function readiness(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const call = get(`${url}/health/ready`, { agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on('error', () => {
      resolve(undefined);
    });
  });
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

  it('comes out of the compiler as the true build does, but for the edit', () => {
    const builds = new BugBuilds();
    for (const bug of bugs) {
      const [before, after] = builds
        .compile(bug)
        .filter(({ name }) => name.endsWith('.js'))
        .flatMap(({ name, text }) => [read('backend', 'dist', name).split('\n'), text.split('\n')]);
      const gone = before?.filter((line) => !after?.includes(line)).length ?? 0;
      expect([bug.number, gone > 0 && gone < bug.edit.find.split('\n').length + 3]).toEqual([bug.number, true]);
    }
  }, 120_000);

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

describe('what no request brings about', () => {
  const bugNumbered = (wanted: string) => bugs.find(({ number }) => number === wanted);
  const pull = (env: Record<string, string>, lever: string) =>
    fetch(`${env.LEVERS_URL ?? ''}${lever}`, { method: 'POST' });

  it.each(['true', '17'])(
    'is had by a lever: a pod that is told to end (%s)',
    async (number) => {
      await banks.with(bugNumbered(number), async ({ env }) => {
        expect((await pull(env, '/pods/2/end')).status).toBe(202);
        const seen = new Set<number | undefined>();
        await until(async () => seen.add(await readiness(env.BASE_URL2 ?? '')).has(undefined), { timeoutMs: 30_000 });
        expect(seen.has(503)).toBe(number === 'true');
      });
    },
    PATIENCE_MS,
  );

  it.each(['true', '19'])(
    'is had by a lever: a commit whose confirmation is lost (%s)',
    async (number) => {
      await banks.with(bugNumbered(number), async ({ env }) => {
        const url = env.BASE_URL ?? '';
        const [payer, payee] = [await registerUser({}, url), await registerUser({}, url)];
        expect((await pull(env, '/commits/lose')).status).toBe(202);
        const answer = await pay(payer.api, { to: payee.username, amount: 1 });
        expectProblem(answer, 503, number === 'true' ? 'outcome_unknown' : 'dependency_unavailable');
        expect((await pull(env, '/pods/3/end')).status).toBe(404);
      });
    },
    PATIENCE_MS,
  );
});
