import type { Test } from 'supertest';
import { PROBLEMS } from '../../src/platform/errors/problem-codes';
import type { SessionPageDto } from '../../src/sessions/session.dto';
import {
  anonymous,
  type Api,
  bodyOf,
  expectProblem,
  freshPassword,
  freshUsername,
  nth,
  registerUser,
  signIn,
  type TestUser,
} from '@banking-demo/testkit/bank';
import { contract, type Operation, routes } from '@banking-demo/testkit/contract';
import { openAccount, paid } from '@banking-demo/testkit/payments';

/** What needs no session; nothing gets onto this list by accident. */
const PUBLIC = ['drainPod', 'listPersonas', 'login', 'register', 'resetBank'];

/** The calls for tests are not there on every deployment; a suite with a stack of its own specifies them. */
const TESTING = ['drainPod', 'listPersonas', 'resetBank'];

interface Given {
  user: TestUser;
  other: TestUser;
  transferId: string;
  /** A further session of the user. */
  sessionHandle: string;
}

/** Of each operation one call that succeeds. */
const SUCCESSES: Record<string, (api: Api, given: Given) => Test> = {
  register: (api) =>
    api.post('/register', { username: freshUsername(), password: freshPassword(), displayName: 'New' }),
  login: (api, { user: { username, password } }) => api.post('/login', { username, password }),
  logout: (api) => api.post('/logout'),
  getMe: (api) => api.get('/me'),
  changePassword: (api, { user: { password } }) =>
    api.post('/password', { currentPassword: password, newPassword: freshPassword() }),
  listSessions: (api) => api.get('/sessions'),
  revokeSession: (api, { sessionHandle }) => api.delete(`/sessions/${sessionHandle}`),
  revokeOtherSessions: (api) => api.delete('/sessions'),
  getLedgerIntegrity: (api) => api.get('/ledger/integrity'),
  getBalance: (api) => api.get('/balance'),
  listAccounts: (api) => api.get('/accounts'),
  openAccount: (api) => api.post('/accounts', { name: 'Savings' }),
  getAccount: (api, { user }) => api.get(`/accounts/${user.accountNumber}`),
  listEntries: (api, { user }) => api.get(`/accounts/${user.accountNumber}/entries`),
  getStatement: (api, { user }) => api.get(`/accounts/${user.accountNumber}/statement`),
  listDailyBalances: (api, { user }) => api.get(`/accounts/${user.accountNumber}/balances`),
  exportStatement: (api, { user }) => api.get(`/accounts/${user.accountNumber}/statement.csv`),
  listNotifications: (api) => api.get('/notifications'),
  readNotifications: (api) => api.post('/notifications/read', { all: true }),
  transfer: (api, { other }) => api.post('/transfer', { to: other.username, amount: 1 }),
  transferInBulk: (api, { other }) =>
    api.post('/transfers/bulk', { payments: [{ key: freshUsername(), to: other.username, amount: 1 }], atomic: true }),
  listTransfers: (api) => api.get('/transfers'),
  getTransfer: (api, { transferId }) => api.get(`/transfers/${transferId}`),
  getTransferProvenance: (api, { transferId }) => api.get(`/transfers/${transferId}/provenance`),
  listRecipients: (api) => api.get('/recipients'),
  getSystem: (api) => api.get('/system'),
  listBatches: (api) => api.get('/system/batches'),
  listSystemEvents: (api) => api.get('/system/events'),
};

/** Whatever there may be to see: accounts, a transfer, notifications of several kinds, two sessions. */
async function lived(): Promise<Given> {
  const [user, other] = [await registerUser(), await registerUser()];
  await openAccount(user.api);
  const { id } = await paid(user.api, { to: other.username, amount: 100, memo: 'Lunch' });
  await paid(other.api, { to: user.accountNumber, amount: 100 });
  const further = await signIn(user);
  const { items } = bodyOf<SessionPageDto>(await further.api.get('/sessions'));
  const sessionHandle = items.find(({ current }) => current)?.id ?? '';
  return { user, other, transferId: id, sessionHandle };
}

type Schema = Record<string, unknown>;

/** A part of the contract and all parts within it, with where they are. */
function parts(part: unknown, at: string): [string, Schema][] {
  if (typeof part !== 'object' || part === null) return [];
  const within = Object.entries(part).flatMap(([name, inner]) => parts(inner, `${at}.${name}`));
  return [[at, part as Schema], ...within];
}

/** What an operation takes: its parameters and its body, with the schemas that the body refers to. */
function taken({ operationId, parameters = [], requestBody }: Operation): [string, Schema][] {
  const own = parts({ parameters, requestBody }, operationId);
  const references = own.flatMap(([, { $ref }]) => (typeof $ref === 'string' ? ($ref.split('/').at(-1) ?? '') : []));
  return [...own, ...references.flatMap((name) => parts(contract.components.schemas[name], name))];
}

describe('the contract', () => {
  const operations = routes.map(({ operation }) => operation);

  it('names every operation once, readably', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]+$/);
  });

  it('wants a session for every operation but the public ones', () => {
    const open = operations.filter(({ security = contract.security }) => security.length === 0);
    expect(open.map(({ operationId }) => operationId).sort()).toEqual(PUBLIC);
  });

  it.each(routes.map(({ operation }) => [operation.operationId, operation] as const))(
    '%s declares how it succeeds, and its failures as problems of that status',
    (_, { responses }) => {
      const statuses = Object.keys(responses).map(Number);
      expect(statuses.filter((status) => status < 300)).toHaveLength(1);
      expect(statuses).toEqual(expect.arrayContaining([400, 429, 500, 503]));
      for (const status of statuses.filter((each) => each >= 400)) {
        const schema = responses[status]?.content?.['application/problem+json']?.schema;
        const codes = /(?<="enum":)\[[^\]]*\]/.exec(JSON.stringify(schema))?.[0] ?? '[]';
        for (const code of JSON.parse(codes) as (keyof typeof PROBLEMS)[]) expect(PROBLEMS[code].status).toBe(status);
        expect(schema).toBeDefined();
      }
    },
  );

  it('says of every text that is sent what form it has, or how long it may be', () => {
    const rules = ['pattern', 'format', 'enum', 'anyOf', 'maxLength'];
    const texts = operations.flatMap(taken).filter(([, { type }]) => type === 'string');
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter(([, schema]) => !rules.some((rule) => rule in schema)).map(([at]) => at)).toEqual([]);
  });

  it('has no closed set of booleans, which generators for Java and C# cannot compile', () => {
    const booleans = parts(contract, 'contract').filter(([, { type }]) => type === 'boolean');
    expect(booleans.length).toBeGreaterThan(0);
    expect(booleans.filter(([, schema]) => 'enum' in schema).map(([at]) => at)).toEqual([]);
  });

  it('has an example or a closed set of values for every text of a request that is not optional', () => {
    const bare = ['Register', 'Login', 'TransferRequest', 'BulkPayment', 'OpenAccount', 'Reset', 'Drain'].flatMap(
      (name) => {
        const { properties, required } = contract.components.schemas[name] as {
          properties: Record<string, Record<string, unknown>>;
          required: string[];
        };
        return required.filter((field) => !properties[field]?.example && !properties[field]?.enum);
      },
    );
    expect(bare).toEqual([]);
  });
});

describe('each operation', () => {
  const known = routes.filter(({ operation }) => !TESTING.includes(operation.operationId));

  it('is one whose success is tried here', () => {
    expect(Object.keys(SUCCESSES).sort()).toEqual(known.map(({ operation }) => operation.operationId).sort());
  });

  it.each(known.map(({ operation }) => operation))('$operationId succeeds as declared', async (operation) => {
    const given = await lived();
    const answer = await SUCCESSES[operation.operationId]?.(given.user.api, given);
    expect(answer?.status).toBe(Number(nth(Object.keys(operation.responses), 0)));
  });
});

describe('each operation that is not public', () => {
  const guarded = routes.filter(({ operation }) => !PUBLIC.includes(operation.operationId));

  it.each(guarded.map(({ method, path }) => [method, path] as const))(
    '%s %s is closed to callers without a session that lives',
    async (method, path) => {
      const { api, sessionId } = await registerUser();
      await api.post('/logout');
      const call = (query = ''): Test => anonymous.call(method, path.replace(/\{[^}]*\}/, '1000000008') + query);
      const answers = [
        await call(),
        await call(`?sessionId=${sessionId}`),
        await call().set('Cookie', `sessionId=${sessionId}`),
        await call().set('Authorization', 'Bearer'),
        await call().set('Authorization', `Bearer ${'A'.repeat(43)}`),
        await call().set('Authorization', `Bearer ${sessionId}`),
        await call().set('Authorization', `Basic ${sessionId}`),
        await call().set('Authorization', `Bearer ${'x'.repeat(5000)}`),
      ];
      for (const answer of answers) expectProblem(answer, 401, 'unauthenticated');
    },
  );
});

describe('each operation on something of one’s own', () => {
  const named = routes.filter(({ path }) => path.includes('{'));

  it.each(named.map(({ method, path }) => [method, path] as const))(
    '%s %s knows nothing of somebody else’s',
    async (method, path) => {
      const [mine, theirs] = [await lived(), await lived()];
      const of = { accounts: theirs.user.accountNumber, transfers: theirs.transferId, sessions: theirs.sessionHandle };
      const name = path.split('/')[1] as keyof typeof of;
      const address = path.replace(/\{[^}]*\}/, of[name]);
      expectProblem(await mine.user.api.call(method, address), 404, 'not_found');
      // There it is, for its owner.
      expect((await theirs.user.api.call(method, address)).status).toBeLessThan(300);
    },
  );
});
