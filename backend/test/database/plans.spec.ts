import { Client } from 'pg';
import * as integrity from '../../src/ledger/integrity/integrity.sql';
import * as history from '../../src/ledger/history.sql';
import * as posting from '../../src/ledger/posting.sql';
import * as notifications from '../../src/notifications/notifications.sql';
import { loadConfig } from '../../src/platform/config/config';
import { podDatabaseOptions } from '../../src/platform/database/database-connection';
import type { NamedStatement } from '../../src/platform/database/unit-of-work';
import { payment, TestLedger } from '../support/database';

/** A node of a plan as EXPLAIN tells it. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

/** Named statements of pods, by name; but for the one that reads every balance there is, in order to add them up. */
const statements = [integrity, history, posting, notifications]
  .flatMap((file): unknown[] => Object.values(file))
  .filter((each): each is NamedStatement => typeof each === 'object' && each !== integrity.SUMS)
  .map(({ name, text }): [string, string] => [name, text]);

/** How many rows of history the plans are made with: tables of a page or two, which reading whole looks cheapest for. */
const TRANSFERS = 20;

describe('plans made while the bank is small, and kept as it grows', () => {
  let ledger: TestLedger;
  let pod: Client;

  beforeAll(async () => {
    ledger = await TestLedger.create();
    const [fromId, toId] = [await ledger.open(100_000), await ledger.open()];
    await ledger.post(Array.from({ length: TRANSFERS }, () => payment({ fromId, toId })));
    await ledger.sql('ANALYZE');
    const options = (
      podDatabaseOptions(loadConfig({ DATABASE_URL: ledger.url, REDIS_URL: 'redis://localhost' })).extra as {
        options: string;
      }
    ).options;
    pod = new Client({ connectionString: ledger.url, options });
    await pod.connect();
  });

  afterAll(async () => {
    await pod.end();
    await ledger.drop();
  });

  async function plan(client: Pick<Client, 'query'>, text: string): Promise<PlanNode[]> {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`,
    );
    return rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan));
  }

  it.each(statements)('%s finds its rows by an index', async (_name, text) => {
    const reads = (await plan(pod, text)).filter((node) => node['Relation Name'] !== undefined);
    expect(reads.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
  });

  it.each(statements)('%s joins row by row', async (_name, text) => {
    const types = (await plan(pod, text)).map((node) => node['Node Type']);
    expect(types).not.toEqual(expect.arrayContaining(['Hash Join']));
    expect(types).not.toEqual(expect.arrayContaining(['Merge Join']));
  });
});

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
