import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { sqlState } from '../../src/platform/database/sql-state';
import { bind } from '../../src/platform/database/statement';
import { begin, CommitUnknownError, commitWith, rollback } from '../../src/platform/database/transaction';
import { TestLedger } from '../support/database';

const insert = (n: number) => bind({ name: 'test_insert', text: 'INSERT INTO noted VALUES ($1) RETURNING n' }, [n]);
const breakRule = bind({ name: 'test_break_rule', text: 'INSERT INTO noted VALUES (-1)' }, []);
/** Ends the connection it runs on. */
const endConnection = bind({ name: 'test_end', text: 'SELECT pg_terminate_backend(pg_backend_pid())' }, []);

describe('a transaction that is committed together with its last statements', () => {
  let ledger: TestLedger;
  let runner: QueryRunner;

  beforeAll(async () => {
    ledger = await TestLedger.create();
    await ledger.sql('CREATE TABLE noted (n int PRIMARY KEY CHECK (n > 0))');
  });

  beforeEach(async () => {
    await ledger.sql('TRUNCATE noted');
    runner = await connected(ledger.dataSource);
    await begin(runner.manager);
  });

  afterEach(() => runner.release());
  afterAll(() => ledger.drop());

  async function noted(): Promise<number[]> {
    return (await ledger.sql<{ n: number }>('SELECT n FROM noted ORDER BY n')).map(({ n }) => n);
  }

  /** What it was refused with; fails when it was not. */
  async function refusal(tx: EntityManager, ...statements: Parameters<typeof commitWith>[1]): Promise<unknown> {
    return commitWith(tx, statements).then(
      () => {
        throw new Error('It was committed');
      },
      (error: unknown) => error,
    );
  }

  it('is there for everybody once it resolves, with the rows of each statement', async () => {
    expect(await commitWith(runner.manager, [insert(1), insert(2)])).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    expect(await noted()).toEqual([1, 2]);
  });

  it.each([
    ['first', [breakRule, insert(1)]],
    ['last', [insert(1), breakRule]],
  ])('is not there at all when its %s statement fails', async (_which, statements) => {
    expect(sqlState(await refusal(runner.manager, ...statements))).toBe('23514');
    await rollback(runner.manager);
    expect(await noted()).toEqual([]);
  });

  it('leaves its connection fit for the next one after a failure', async () => {
    await refusal(runner.manager, breakRule);
    await rollback(runner.manager);
    await begin(runner.manager);
    await commitWith(runner.manager, [insert(3)]);
    expect(await noted()).toEqual([3]);
  });

  it('is known not to be there when the server ends the connection before the commit', async () => {
    expect(sqlState(await refusal(runner.manager, insert(1), endConnection))).toBe('57P01');
    expect(await noted()).toEqual([]);
  });

  it('is left open when the connection is lost', async () => {
    const client = (await runner.connect()) as { connection: { stream: { destroy(): void } } };
    const refused = refusal(runner.manager, insert(1), bind({ name: 'test_sleep', text: 'SELECT pg_sleep(5)' }, []));
    client.connection.stream.destroy();
    expect(await refused).toBeInstanceOf(CommitUnknownError);
  });
});

async function connected(dataSource: DataSource): Promise<QueryRunner> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  return runner;
}
