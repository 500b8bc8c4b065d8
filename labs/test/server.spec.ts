import type { AddressInfo } from 'node:net';
import { DuelsService } from '../src/duels/duels.service';
import type { DuelState } from '../src/duels/duel.types';
import type { LabInfo } from '../src/http/lab.types';
import { createServer } from '../src/http/server';
import type { RaceState } from '../src/races/race.types';
import { RacesService } from '../src/races/races.service';
import { usePremises } from './support/premises';

const premises = usePremises();
const races = new RacesService(premises);
const duels = new DuelsService(premises);
const server = createServer(races, duels);
let url = '';

beforeAll(async () => {
  await server.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${String((server.server.address() as AddressInfo).port)}/lab/api`;
});

afterAll(async () => {
  await Promise.all([server.close(), races.stop(), duels.stop()]);
});

interface Answer<T> {
  status: number;
  body: T;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
}

/** The states that a stream sends, until it ends or enough were seen. */
async function* events<State>(path: string): AsyncGenerator<State> {
  const response = await fetch(url + path);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) if (part.startsWith('data: ')) yield JSON.parse(part.slice(6)) as State;
  }
}

const CHOICE = { ways: ['ordered'], accounts: 2, clients: 4, seconds: 2 };

describe('GET /lab/api', () => {
  it('tells the ways with their files, the cases, and the latest race', async () => {
    const { body } = await call<LabInfo>('GET', '');
    expect(body.ways.map(({ name }) => name)).toContain('ordered');
    for (const { file, source } of body.ways) {
      expect(source).toMatch(/^export (const|class) /m);
      expect(file).toMatch(/^labs\/src\/ways\/[a-z-]+\.ts$/);
    }
    expect(body.duels).toHaveLength(8);
  });
});

describe('a race over HTTP', () => {
  it('is streamed to its end; a second caller watches it, and it can be read afterwards', async () => {
    const first = await call<{ id: string; started: boolean }>('POST', '/races', CHOICE);
    expect(first).toMatchObject({ status: 202, body: { started: true } });
    const second = await call<{ id: string; started: boolean }>('POST', '/races', { ...CHOICE, ways: ['naive'] });
    expect(second).toEqual({ status: 202, body: { id: first.body.id, started: false } });
    const states: RaceState[] = [];
    for await (const state of events<RaceState>(`/races/${first.body.id}`)) states.push(state);
    expect(states.at(-1)).toMatchObject({ phase: 'done', choice: { ways: ['ordered'], hot: false, seed: 1 } });
    expect(states.length).toBeGreaterThan(3);
    const again: RaceState[] = [];
    for await (const state of events<RaceState>(`/races/${first.body.id}`)) again.push(state);
    expect(again).toEqual([states.at(-1)]);
    expect((await call<LabInfo>('GET', '')).body.race?.id).toBe(first.body.id);
  });

  it('ends when it is deleted', async () => {
    const { body } = await call<{ id: string }>('POST', '/races', { ...CHOICE, seconds: 30 });
    expect((await call('DELETE', `/races/${body.id}`)).status).toBe(204);
    expect((await call<LabInfo>('GET', '')).body.race?.phase).toBe('cancelled');
  });

  it.each([
    { ways: [] },
    { ways: ['ordered', 'ordered'] },
    { ways: ['guess'] },
    { ways: ['naive', 'ordered', 'optimistic', 'serializable', 'sender-first'] },
    { accounts: 1 },
    { accounts: 1001 },
    { clients: 0 },
    { clients: 65 },
    { clients: '8' },
    { seconds: 1 },
    { seconds: 31 },
    { seconds: 2.5 },
    { seed: 0 },
    { hot: 'yes' },
    { further: 1 },
  ])('refuses %j', async (change) => {
    const { status, body } = await call<{ code: string }>('POST', '/races', { ...CHOICE, ...change });
    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });
});

describe('a duel over HTTP', () => {
  it('is stepped, and tells each change to who watches it', async () => {
    const { status, body } = await call<DuelState>('POST', '/duels', { case: 'double-spend' });
    expect([status, body.form, body.left.next]).toEqual([201, 'mistake', 'BEGIN']);
    const seen: DuelState[] = [];
    const watching = (async () => {
      for await (const state of events<DuelState>(`/duels/${body.id}`)) {
        seen.push(state);
        if (state.left.steps.length > 0) return;
      }
    })();
    const stepped = await call<DuelState>('POST', `/duels/${body.id}/steps`, { session: 'left' });
    expect(stepped.body.left.steps).toMatchObject([{ sql: 'BEGIN', answer: { kind: 'rows', command: 'BEGIN' } }]);
    await watching;
    expect(seen.at(-1)?.left.steps).toHaveLength(1);
    expect((await call('DELETE', `/duels/${body.id}`)).status).toBe(204);
    expect((await call('POST', `/duels/${body.id}/steps`, { session: 'left' })).status).toBe(404);
  });

  it('refuses a step of a side that waits for the other', async () => {
    const { body } = await call<DuelState>('POST', '/duels', { case: 'double-spend', form: 'remedy' });
    const step = (session: string): Promise<Answer<DuelState>> =>
      call<DuelState>('POST', `/duels/${body.id}/steps`, { session });
    for (const session of ['left', 'right', 'left', 'right']) await step(session);
    expect((await step('right')).status).toBe(409);
    await call('DELETE', `/duels/${body.id}`);
  });

  it('is opened at most eight times', async () => {
    const opened = await Promise.all(
      Array.from({ length: 9 }, () => call<DuelState>('POST', '/duels', { case: 'deadlock' })),
    );
    expect(opened.map(({ status }) => status).sort()).toEqual([...Array<number>(8).fill(201), 503]);
    for (const { status, body } of opened) if (status === 201) await call('DELETE', `/duels/${body.id}`);
  });
});

describe('what is not there', () => {
  it.each(['/races/none', '/duels/none', '/elsewhere'])('%s is 404', async (path) => {
    const { status, body } = await call<{ code: string }>('GET', path);
    expect([status, body.code]).toEqual([404, 'not_found']);
  });
});
