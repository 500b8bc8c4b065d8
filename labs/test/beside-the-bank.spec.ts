import { Client } from 'pg';
import { registerUser } from '@banking-demo/testkit/bank';
import { balanceOf, expectIntegrity, paid } from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';
import { type PrivateServers, Stack } from '../../scripts/stack/stack';
import { Premises } from '../src/database/premises';
import { DuelsService } from '../src/duels/duels.service';
import { createServer } from '../src/http/server';
import type { Race } from '../src/races/race';
import { RacesService } from '../src/races/races.service';
import { ownConfig } from './support/premises';

/** A bank and a lab on one server that has few connections to give. */
const MAX_CONNECTIONS = 40;
/** As many calls at once as a pod has connections, and some that wait for one. */
const CALLS = 16;

let bank: Stack<PrivateServers>;
let premises: Premises;
let races: RacesService;
let lab: ReturnType<typeof createServer>;

beforeAll(async () => {
  const settings = { max_connections: String(MAX_CONNECTIONS) };
  bank = await Stack.startPrivate({ pods: 1, settings, env: { LOG_LEVEL: 'silent' } });
  const { postgres } = bank.servers;
  const place = { LAB_ADMIN_DATABASE_URL: postgres.adminUrl('postgres'), LAB_DATABASE_URL: postgres.url('lab') };
  premises = new Premises(ownConfig(place));
  await premises.prepare();
  races = new RacesService(premises);
  lab = createServer(races, new DuelsService(premises));
});

afterEach(() => races.stop());
afterAll(async () => {
  await lab.close();
  await premises.clear();
  await bank.stop();
});

interface Answer {
  status: number;
  body: { id: string; code: string; detail: string };
}

async function askForRace(clients: number): Promise<Answer> {
  const payload = { ways: ['ordered', 'naive'], accounts: 2, clients, seconds: 30 };
  const answer = await lab.inject({ method: 'POST', url: '/lab/api/races', payload });
  return { status: answer.statusCode, body: answer.json() };
}

async function spareConnections(): Promise<number> {
  const session = await premises.session('test');
  try {
    return await premises.spareConnections(session);
  } finally {
    await session.close();
  }
}

/** The race of the most clients that the server has room for, once it moves money. */
async function largestRace(): Promise<Race> {
  for (let clients = 64; clients > 0; clients--) {
    const { status, body } = await askForRace(clients);
    if (status !== 202) continue;
    const race = races.find(body.id);
    await until(() => race.state.lanes.some(({ moved }) => moved > 0));
    return race;
  }
  throw new Error('There is room for no race at all.');
}

describe('a race that there is no room for', () => {
  it('is refused, and told how many connections there are', async () => {
    const { status, body } = await askForRace(MAX_CONNECTIONS);
    expect([status, body.code]).toEqual([503, 'overloaded']);
    expect(body.detail).toMatch(/^40 clients need 42 connections, and PostgreSQL has [12]?\d to spare: choose fewer/);
  });

  it('has room once others have left', async () => {
    const others: Client[] = [];
    while ((await spareConnections()) >= 5) {
      const other = new Client({ connectionString: bank.servers.databaseUrl });
      others.push(other);
      await other.connect();
    }
    expect((await askForRace(8)).status).toBe(503);
    await Promise.all(others.map((other) => other.end()));
    await until(async () => (await askForRace(8)).status === 202);
  });
});

describe('the bank, while the largest race is on', () => {
  it('answers as many calls at once as before, and its ledger adds up', async () => {
    const url = bank.pods[0]?.url ?? '';
    const [payer, payee] = [await registerUser({}, url), await registerUser({}, url)];
    const before = await balanceOf(payee.api);
    const race = await largestRace();
    for (let round = 1; round <= 3; round++) {
      const calls = Array.from({ length: CALLS }, async () => {
        await paid(payer.api, { to: payee.username, amount: 1 });
        await balanceOf(payer.api);
        await expectIntegrity(payee.api);
      });
      await Promise.all(calls);
    }
    expect(await balanceOf(payee.api)).toBe(before + 3 * CALLS);
    expect([race.state.phase, race.state.problem]).toEqual(['running', null]);
  });
});
