import { Client, type ClientConfig } from 'pg';
import { execute } from '../database-server';
import { createRunFolder, removeRunFolder } from '../folders';
import { PostgresServer } from '../postgres';
import type { Moment } from './faults';
import { Wire } from './wire';

describe('a wire to PostgreSQL', () => {
  const folder = createRunFolder();
  let server: PostgresServer;
  let url: string;
  let wire: Wire;

  beforeAll(async () => {
    server = await PostgresServer.start({ folder });
    url = await server.createDatabase('wired');
    await execute(url, 'CREATE TABLE facts (fact text)');
    wire = await Wire.to(url);
  });
  afterAll(async () => {
    wire.close();
    await server.stop();
    removeRunFolder(folder);
  });
  afterEach(() => {
    wire.heal();
  });

  const known = async (fact: string): Promise<boolean> =>
    (await execute(url, `SELECT FROM facts WHERE fact = '${fact}'`)).length > 0;

  /** Once nobody is in the middle of anything any more. */
  async function settled(): Promise<void> {
    const others = `SELECT FROM pg_stat_activity WHERE datname = 'wired' AND pid <> pg_backend_pid()`;
    while ((await execute(url, others)).length > 0);
  }

  type Way = (client: Client, fact: string) => Promise<unknown>;
  const ways: [string, ClientConfig, Way][] = [
    ['sent as it is', {}, (client) => client.query('COMMIT')],
    ['as a prepared statement', {}, (client) => client.query({ name: 'commit', text: 'COMMIT', values: [] })],
    [
      'together with what it commits',
      { pipeline: true },
      (client, fact) =>
        Promise.all([
          client.query({ name: 'more', text: 'INSERT INTO facts VALUES ($1)', values: [fact] }),
          client.query({ name: 'commit', text: 'COMMIT', values: [] }),
        ]),
    ],
    [
      'at the end of several statements',
      {},
      (client, fact) => client.query(`INSERT INTO facts VALUES ('${fact}'); commit;`),
    ],
  ];

  async function commit(fact: string, config: ClientConfig, way: Way): Promise<void> {
    const client = new Client({ connectionString: wire.url, ...config });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('INSERT INTO facts VALUES ($1)', [fact]);
      await way(client, fact);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  describe.each(ways)('with a COMMIT %s', (name, config, way) => {
    it.each<[Moment, boolean]>([
      ['commit', false],
      ['commit-sent', true],
      ['commit-confirmed', true],
    ])('cut at %s: committed is %s, the client is not told, and the next commit is well', async (moment, committed) => {
      const fact = `${name} ${moment}`;
      const strike = wire.strike({ kind: 'cut-at', moment });
      await expect(commit(fact, config, way)).rejects.toThrow();
      await settled();
      expect([strike.hits, await known(fact)]).toEqual([1, committed]);
      await commit(`${fact} again`, config, way);
      expect([strike.hits, await known(`${fact} again`)]).toEqual([1, true]);
    });
  });

  it('strikes no transaction that is rolled back', async () => {
    const strikes = (['commit', 'commit-sent', 'commit-confirmed'] as const).map((moment) =>
      wire.strike({ kind: 'cut-at', moment }),
    );
    await commit('undone', {}, (client) => client.query('ROLLBACK'));
    expect(strikes.map(({ hits }) => hits)).toEqual([0, 0, 0]);
    expect(await known('undone')).toBe(false);
  });
});
