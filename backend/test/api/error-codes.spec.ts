import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import request, { type Response } from 'supertest';
import {
  anonymous,
  BASE_URL,
  expectProblem,
  freshUsername,
  registerUser,
  type TestUser,
} from '@banking-demo/testkit/bank';
import { pay } from '@banking-demo/testkit/payments';
import { PROBLEM_CODES, type ProblemCode, PROBLEMS } from '../../src/platform/errors/problem-codes';

const page = readFileSync(join(__dirname, '../../../docs/testing.md'), 'utf8');
/** `code`, status, what provokes it, and the suite that does when it takes more than a request. */
const rows = [...page.matchAll(/^\| `([a-z_]+)` +\| (\d{3}) +\| (.*?) +\| (?:`(.*?)`)? *\|$/gm)].map(
  ([, code, status, how = '', suite]) => ({ code: code as ProblemCode, status: Number(status), how, suite }),
);
const sent = rows.filter(({ suite }) => suite === undefined);

/** Wrong passwords until the name is locked, and some more in case others run at the same time. */
const TRIES = 10;

let me: TestUser;
let values: Record<string, string>;

beforeAll(async () => {
  const [user, payee, locked] = [await registerUser(), await registerUser(), freshUsername()];
  await pay(user.api, { to: payee.username, amount: 1 }, 'paid-1').expect(201);
  const wrong = { username: locked, password: 'not-the-password' };
  for (let tries = 0; tries < TRIES; tries += 1) await anonymous.post('/login', wrong);
  me = user;
  values = { me: user.username, payee: payee.username, locked, paid: 'paid-1', '70000 letters': 'x'.repeat(70_000) };
});

function filled(text: string): string {
  return text.replaceAll(/\{([\w ]+)\}/g, (all, name: string) => values[name] ?? all);
}

/** `METHOD path body` with `Header: value` without a session */
async function send(how: string): Promise<Response> {
  const [, line = '', header] = /^`([^`]*)`(?: with `([^`]*)`)?/.exec(how) ?? [];
  const [, method = '', path = '', body] = /^([A-Z]+) (\S+)(?: (.*))?$/.exec(line) ?? [];
  const call = request(BASE_URL)[method.toLowerCase() as 'get' | 'post' | 'delete'](path);
  if (!how.endsWith('without a session')) void call.set('Authorization', `Bearer ${me.sessionId}`);
  if (body !== undefined) void call.set('Content-Type', 'application/json');
  const [name = '', value = ''] = header?.split(': ') ?? [];
  if (name !== '') void call.set(name, filled(value));
  return body === undefined ? call : call.send(filled(body));
}

describe('the table of error codes in docs/testing.md', () => {
  it('has every code once, with its status', () => {
    const told = Object.fromEntries(rows.map(({ code, status }) => [code, status]));
    expect(rows.map(({ code }) => code).sort()).toEqual([...PROBLEM_CODES].sort());
    expect(told).toEqual(Object.fromEntries(PROBLEM_CODES.map((code) => [code, PROBLEMS[code].status])));
  });

  it.each(sent)('provokes $code by $how', async ({ how, status, code }) => {
    expectProblem(await send(how), status, code);
  });

  it.each(rows.filter(({ suite }) => suite !== undefined))(
    'names a suite that meets $code: $suite',
    ({ code, suite = '' }) => {
      const folders = ['../faults', '../../src'].map((folder) => join(__dirname, folder));
      const files = folders.flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
      );
      const file = files.find((path) => path.endsWith(suite)) ?? '';
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8')).toContain(`'${code}'`);
    },
  );
});
