import { deepEqual, match, notEqual } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import request, { type Response, type Test } from 'supertest';
import { expectDeclared } from './contract';
import type { components } from './openapi';

/**
 * For suites that talk to a running bank by HTTP alone. They run against any deployment:
 * BASE_URL names it, BASE_URL2 another of its pods (the same one when absent). Every test registers its own users, so
 * that any number of suites can share one deployment. The deployment should run with RATE_LIMITS=relaxed. Suites that
 * start pods of their own give the address with each call.
 */
export const BASE_URL = baseUrl('BASE_URL');
export const BASE_URL2 = baseUrl('BASE_URL2') || BASE_URL;

/** The welcome grant of a new user, where the deployment does not set another one. */
export const WELCOME_GRANT = 100_000;

function baseUrl(name: string): string {
  return (process.env[name] ?? '').replace(/\/+$/, '');
}

/** Bodies by the names that the contract has for them: `Schemas['Transfer']`. */
export type Schemas = components['schemas'];

/** What a class of the server becomes on its way through JSON: dates are ISO 8601 text. */
export type Json<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

/** The body of an answer, typed by what it follows: `bodyOf<Schemas['Transfer']>(answer)`. */
export function bodyOf<T>(response: Response): Json<T> {
  return response.body as Json<T>;
}

/**
 * Calls the bank at one address, with a session or without. Paths are those below `/api`. Every answer is held against
 * the contract: one that it does not declare fails the test.
 */
export class Api {
  constructor(
    readonly baseUrl: string = BASE_URL,
    readonly sessionId?: string,
  ) {}

  /** The same caller on another pod. */
  at(url: string): Api {
    return new Api(url, this.sessionId);
  }

  /** Another session on the same pod. */
  as(sessionId: string): Api {
    return new Api(this.baseUrl, sessionId);
  }

  get(path: string): Test {
    return this.call('get', path);
  }

  post(path: string, body?: object): Test {
    const call = this.call('post', path);
    return body === undefined ? call : call.send(body);
  }

  delete(path: string): Test {
    return this.call('delete', path);
  }

  /** For walks over all operations. */
  call(method: 'get' | 'post' | 'delete', path: string): Test {
    if (this.baseUrl === '')
      throw new Error("BASE_URL is not set: give the bank's address in it, such as http://localhost:3000");
    const call = request(this.baseUrl)
      [method](`/api${path}`)
      .expect((response) => {
        expectDeclared(method, `/api${path}`, response);
      });
    return this.sessionId === undefined ? call : call.set('Authorization', `Bearer ${this.sessionId}`);
  }
}

/** A caller without a session. */
export const anonymous = new Api();

/** A freshly registered user, signed in once. */
export interface TestUser {
  username: string;
  password: string;
  sessionId: string;
  /** Number of the primary account. */
  accountNumber: string;
  user: Schemas['User'];
  /** Calls the bank in this user's session. */
  api: Api;
}

/** A username that nobody else has. */
export function freshUsername(): string {
  return `t${randomBytes(10).toString('hex')}`;
}

/** A password that the rules accept. */
export function freshPassword(): string {
  return `pw-${randomBytes(12).toString('base64url')}`;
}

/**
 * Registers a user over the API and reads the number of the primary account.
 *
 * @param url the pod to register at
 */
export async function registerUser(given: Partial<Credentials> = {}, url = BASE_URL): Promise<TestUser> {
  const username = given.username ?? freshUsername();
  const password = given.password ?? freshPassword();
  const displayName = given.displayName ?? `Test ${username}`;
  const { sessionId, user } = bodyOf<Schemas['SignedIn']>(
    succeeded(await new Api(url).post('/register', { username, password, displayName }), 201),
  );
  const api = new Api(url, sessionId);
  const [primary] = bodyOf<Schemas['Me']>(succeeded(await api.get('/me'), 200)).accounts;
  if (!primary) throw new Error(`${username} was registered without an account`);
  return { username, password, sessionId, accountNumber: primary.number, user, api };
}

export interface Credentials {
  username: string;
  password: string;
  displayName: string;
}

const REGISTRATIONS_AT_ONCE = 8;

/** Registers many users, a few at a time, since hashing their passwords is slow on purpose. */
export async function registerUsers(count: number, url = BASE_URL): Promise<TestUser[]> {
  const users: TestUser[] = [];
  let started = 0;
  const worker = async (): Promise<void> => {
    while (started < count) {
      started += 1;
      users.push(await registerUser({}, url));
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, REGISTRATIONS_AT_ONCE) }, worker));
  return users;
}

/** The item at a position, which must be there; positions beyond the end begin anew. */
export function nth<T>(items: readonly T[], position: number): T {
  const item = items[position % items.length];
  if (item === undefined) throw new Error('There are no items');
  return item;
}

/** Opens one more session of a user and answers a caller in it. */
export async function signIn(user: Pick<TestUser, 'username' | 'password'>, url = BASE_URL): Promise<SignedIn> {
  const { username, password } = user;
  const signedIn = bodyOf<Schemas['SignedIn']>(
    succeeded(await new Api(url).post('/login', { username, password }), 200),
  );
  return { ...signedIn, api: new Api(url, signedIn.sessionId) };
}

export type SignedIn = Schemas['SignedIn'] & { api: Api };

/** The answer, when it has this status. */
export function succeeded(response: Response, status: number): Response {
  if (response.status === status) return response;
  const hint = response.status === 429 ? ' (start the bank with RATE_LIMITS=relaxed for suites)' : '';
  throw new Error(`expected ${String(status)}, got ${String(response.status)}${hint}: ${response.text}`);
}

/** Expects a complete problem+json answer with this status and code, and hands it back for closer looks. */
export function expectProblem(response: Response, status: number, code: Schemas['ProblemCode']): Schemas['Problem'] {
  const problem = bodyOf<Schemas['Problem']>(response);
  deepEqual({ status: response.status, code: problem.code }, { status, code });
  match(String(response.headers['content-type']), /^application\/problem\+json/);
  const { type, status: told, requestId } = problem;
  deepEqual(
    { type, status: told, requestId },
    { type: `urn:banking-demo:problem:${code}`, status, requestId: response.headers['x-request-id'] },
  );
  match(problem.instance, /^\//);
  notEqual(problem.title, '');
  notEqual(problem.detail, '');
  return problem;
}

/** Expects a 400 that names these fields, in any order. */
export function expectInvalid(response: Response, ...fields: string[]): void {
  const { errors = [] } = expectProblem(response, 400, 'validation_failed');
  deepEqual(errors.map(({ field }) => field).sort(), [...fields].sort());
}

/** Expects that an address with something impossible in it leads nowhere. A proxy refuses a NUL in it by itself. */
export function expectNowhere(response: Response, address: string): void {
  if (process.env.BEHIND_PROXY === 'true' && address.includes('%00')) expectProblem(response, 400, 'validation_failed');
  else expectProblem(response, 404, 'not_found');
}
