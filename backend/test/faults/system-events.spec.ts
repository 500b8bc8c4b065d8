import { setTimeout as delay } from 'node:timers/promises';
import { isReady } from '../../../scripts/stack/pods';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import type { SystemDto, SystemEventDto, SystemEventPageDto } from '../../src/system/system.dto';
import {
  Api,
  bodyOf,
  expectInvalid,
  expectProblem,
  type Json,
  nth,
  registerUser,
  signIn,
  succeeded,
} from '@banking-demo/testkit/bank';
import { closeSockets, openSocket } from '@banking-demo/testkit/sockets';
import { until } from '@banking-demo/testkit/until';

type Event = Json<SystemEventDto>;

jest.setTimeout(120_000);

/** How long Redis is away. */
const AWAY_MS = 3000;

let stack: Stack<PrivateServers>;
let url: string;
let api: Api;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 2, env: { LOG_LEVEL: 'silent' } });
  url = nth(stack.pods, 0).url;
});

beforeEach(async () => {
  ({ api } = await registerUser({}, url));
});

afterEach(closeSockets);
afterAll(() => stack.stop());

async function events(of = api): Promise<Event[]> {
  const answer = await of.get('/system/events');
  return answer.status === 200 ? bodyOf<SystemEventPageDto>(answer).items : [];
}

/** The first event of a kind that is newer than a moment. */
function told(kind: Event['kind'], since: number, pod: string | null = null, of = api): Promise<Event> {
  return until(
    async () =>
      (await events(of)).findLast(
        (event) => event.kind === kind && Date.parse(event.at) >= since && (pod === null || event.pod === pod),
      ),
    { timeoutMs: 40_000 },
  );
}

async function nameOf(podUrl: string): Promise<string> {
  return bodyOf<SystemDto>(await api.at(podUrl).get('/system')).servedBy;
}

describe('the events of the system', () => {
  it('begin with the start of each pod', async () => {
    for (const pod of stack.pods) expect((await told('pod.started', 0, await nameOf(pod.url))).durationMs).toBeNull();
  });

  it('tell of a pod that was killed, of its people who are back, and that nothing is lost', async () => {
    const pod = await stack.addPod();
    const name = await nameOf(pod.url);
    const people = await Promise.all([registerUser({}, pod.url), registerUser({}, pod.url)]);
    for (const person of people) await openSocket(person, pod.url);
    const since = Date.now();
    pod.send('SIGKILL');
    await pod.ended;
    for (const person of people) await openSocket(person, url);
    const gone = await told('pod.gone', since, name);
    expect(Date.parse(gone.at) - since).toBeLessThan(10_000);
    const moved = await told('sockets.moved', since, name);
    expect(moved.count).toBe(2);
    expect(moved.durationMs).toBeLessThan(15_000);
    expect((await told('ledger.proven', since)).count).toBeGreaterThan(0);
    expect((await events()).filter((event) => event.kind === 'pod.gone' && event.pod === name)).toHaveLength(1);
  });

  it('tell once of a pod that ended in order', async () => {
    const pod = await stack.addPod();
    const name = await nameOf(pod.url);
    const since = Date.now();
    pod.send('SIGTERM');
    await pod.ended;
    await told('pod.draining', since, name);
    await told('pod.gone', since, name);
    await until(async () => (await nameOf(url)) !== name);
    expect((await events()).filter((event) => event.kind === 'pod.gone' && event.pod === name)).toHaveLength(1);
  });

  it('tell once how long Redis was away, and have outlived it', async () => {
    const since = Date.now();
    const before = (await events()).map(({ id }) => id);
    const { username, password } = await registerUser({}, url);
    await stack.servers.redis.kill();
    await until(async () => !(await isReady(url)));
    await delay(AWAY_MS);
    await stack.servers.redis.start();
    await until(() => isReady(url), { timeoutMs: 20_000 });
    const { api: again } = await until(() => signIn({ username, password }, url).catch(() => null), {
      timeoutMs: 20_000,
    });
    const back = await told('redis.back', since, null, again);
    expect(back.durationMs).toBeGreaterThan(AWAY_MS - 1000);
    await told('ledger.proven', Date.parse(back.at), null, again);
    const kinds = (await events(again)).filter(({ kind }) => kind === 'redis.back');
    expect(kinds).toHaveLength(1);
    // Those of the pods that live; a pod that ended took its own with it.
    expect((await events(again)).filter(({ kind }) => kind === 'pod.started').length).toBeGreaterThanOrEqual(2);
    expect((await events(again)).some(({ id }) => before.includes(id))).toBe(true);
  });

  it('tell of PostgreSQL while it is away, and for how long it was', async () => {
    const since = Date.now();
    await stack.servers.postgres.kill();
    const away = await told('postgres.away', since);
    await stack.servers.postgres.start();
    const back = await told('postgres.back', Date.parse(away.at));
    expect(back.durationMs).toBeGreaterThan(1000);
    await told('ledger.proven', Date.parse(back.at));
  });
});

describe('POST /testing/drain', () => {
  it.each(['itself', 'the other pod'])('takes a pod out for a while, asked of %s', async (asked) => {
    const [pod, other] = [nth(stack.pods, 0), nth(stack.pods, 1)];
    const name = await nameOf(pod.url);
    await until(() => isReady(pod.url), { timeoutMs: 20_000 });
    const person = await registerUser({}, pod.url);
    const socket = await openSocket(person, pod.url);
    const since = Date.now();
    const answer = await new Api(asked === 'itself' ? pod.url : other.url).post('/testing/drain', {
      pod: name,
      seconds: 5,
    });
    expect(answer.status).toBe(204);
    await until(async () => !(await isReady(pod.url)));
    expect(await isReady(other.url)).toBe(true);
    const { pods } = bodyOf<SystemDto>(await api.at(other.url).get('/system'));
    expect(pods.filter(({ draining }) => draining).map((each) => each.name)).toEqual([name]);
    await until(() => socket.disconnects.length > 0);
    expect((await openSocket(person, other.url)).all('ready')).toHaveLength(1);
    expect(await told('sockets.moved', since, name)).toMatchObject({ count: 1 });
    // It went on answering all the while.
    expect((await person.api.get('/balance')).status).toBe(200);
    await told('pod.ready', since, name);
    await until(() => isReady(pod.url));
    expect((await openSocket(person, pod.url)).all('ready')).toHaveLength(1);
  });

  it('knows only pods that are alive', async () => {
    expectProblem(await new Api(url).post('/testing/drain', { pod: 'nobody', seconds: 5 }), 404, 'not_found');
  });

  it.each([0, 2, 61, 1.5, '5', null])('does not do it for %j seconds', async (seconds) => {
    expectInvalid(await new Api(url).post('/testing/drain', { pod: await nameOf(url), seconds }), 'seconds');
    expect(await isReady(url)).toBe(true);
  });
});

describe('the people online', () => {
  it('are counted once each, on however many pods they are', async () => {
    const [here, there] = stack.pods.map((pod) => pod.url);
    const [both, one] = [await registerUser({}, url), await registerUser({}, url)];
    const count = async (podUrl: string | undefined): Promise<number> =>
      bodyOf<SystemDto>(succeeded(await api.at(podUrl ?? '').get('/system'), 200)).users;
    await Promise.all([openSocket(both, here), openSocket(both, there), openSocket(one, there)]);
    for (const pod of [here, there]) await until(async () => (await count(pod)) === 2);
    closeSockets();
    for (const pod of [here, there]) await until(async () => (await count(pod)) === 0);
  });
});
