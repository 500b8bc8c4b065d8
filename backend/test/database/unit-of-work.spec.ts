import { Socket } from 'node:net';
import { DataSource, EntitySchema } from 'typeorm';
import { migrationDatabaseOptions } from '../../src/platform/database/database-connection';
import { CommitUnknownError, sqlState } from '../../src/platform/database/database-errors';
import { bind, type NamedStatement, type UnitOfWork, UnitsOfWork } from '../../src/platform/database/unit-of-work';
import { TestLedger } from '../support/database';

const INSERT = { name: 'test_insert', text: 'INSERT INTO noted VALUES ($1) RETURNING n' };
const BREAK_RULE = { name: 'test_break_rule', text: 'INSERT INTO noted VALUES (-1)' };
const READ = { name: 'test_read', text: 'SELECT n FROM noted ORDER BY n' };
const READ_ARRAYS = {
  name: 'test_read_arrays',
  text: 'SELECT $1::text[] AS texts, $2::float8[] AS numbers, $3::int[] AS none',
};
/** Ends the connection it runs on. */
const END_CONNECTION = { name: 'test_end', text: 'SELECT pg_terminate_backend(pg_backend_pid())' };
const SLOW = { name: 'test_slow', text: 'SELECT pg_sleep(0.05)' };

const Noted = new EntitySchema<{ n: number }>({ name: 'noted', columns: { n: { type: 'int', primary: true } } });

/** A connection's socket, which counts how often something is sent after something was received. */
class CountingSocket extends Socket {
  flights = 0;
  private received = true;

  constructor() {
    super();
    this.on('data', () => (this.received = true));
    // Not earlier: connect() sets `write` back to what it was.
    this.once('connect', () => {
      const write = this.write.bind(this) as (...args: unknown[]) => boolean;
      this.write = (...args: unknown[]) => {
        if (this.received) this.flights += 1;
        this.received = false;
        return write(...args);
      };
    });
  }
}

describe('a unit of work', () => {
  let socket: CountingSocket;
  let ledger: TestLedger;
  let dataSource: DataSource;
  let units: UnitsOfWork;

  beforeAll(async () => {
    ledger = await TestLedger.create();
    await ledger.sql('CREATE TABLE noted (n int PRIMARY KEY CHECK (n > 0))');
    // One connection: a unit that left it unfit would spoil the next one.
    const options = migrationDatabaseOptions(ledger.url);
    const stream = (): Socket => (socket = new CountingSocket());
    const extra = { ...(options.extra as object), stream };
    dataSource = new DataSource({ ...options, extra, poolSize: 1, entities: [Noted] });
    await dataSource.initialize();
    units = new UnitsOfWork(dataSource);
  });

  beforeEach(() => ledger.sql('TRUNCATE noted'));

  afterAll(async () => {
    await dataSource.destroy();
    await ledger.drop();
  });

  async function noted(): Promise<number[]> {
    return (await ledger.sql<{ n: number }>('SELECT n FROM noted ORDER BY n')).map(({ n }) => n);
  }

  /** What the work was refused with; fails when it was not. */
  async function refusal(work: (tx: UnitOfWork) => unknown): Promise<unknown> {
    return units.run(work).then(
      () => {
        throw new Error('It was committed');
      },
      (error: unknown) => error,
    );
  }

  it('is there for everybody once it resolves, with what the work returned', async () => {
    const rows = await units.run(async (tx) => {
      tx.write(INSERT, [2]);
      return tx.query<{ n: number }>(INSERT, [1]);
    });
    expect(rows).toEqual([{ n: 1 }]);
    expect(await noted()).toEqual([1, 2]);
  });

  it('runs a pipeline in its order and answers the rows of each statement', async () => {
    const rows = await units.run((tx) => tx.pipeline(bind(INSERT, [1]), bind(READ, []), bind(INSERT, [2])));
    expect(rows).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 2 }]]);
  });

  it('hands arrays on as they are', async () => {
    const texts = ['a', '', 'NULL', 'a,b {c}', ' ', 'say "hi"', 'C:\\x', 'two\nlines', 'ünï ☂', null];
    const numbers = [1, -2, 0.5, Number.MAX_SAFE_INTEGER];
    expect(await units.run((tx) => tx.query(READ_ARRAYS, [texts, numbers, []]))).toEqual([
      { texts, numbers, none: [] },
    ]);
  });

  it('refuses an array of anything but texts and numbers', async () => {
    expect(await refusal((tx) => tx.query(READ_ARRAYS, [[new Date()], [], []]))).toBeInstanceOf(TypeError);
  });

  it('joins repositories in the same transaction, whatever they open by themselves', async () => {
    const refused = await refusal(async (tx) => {
      await tx.manager.save(Noted, { n: 1 });
      expect(await tx.manager.countBy(Noted, { n: 1 })).toBe(1);
      throw new Error('changed its mind');
    });
    expect(refused).toEqual(new Error('changed its mind'));
    expect(await noted()).toEqual([]);
    await units.run((tx) => tx.manager.save(Noted, { n: 2 }));
    expect(await noted()).toEqual([2]);
  });

  it.each<[string, NamedStatement[]]>([
    ['first', [BREAK_RULE, INSERT]],
    ['last', [INSERT, BREAK_RULE]],
  ])('is not there at all when the %s of what is written fails', async (_which, statements) => {
    const refused = await refusal((tx) => {
      for (const each of statements) tx.write(each, each === INSERT ? [1] : []);
    });
    expect(sqlState(refused)).toBe('23514');
    expect(await noted()).toEqual([]);
  });

  it('is not there at all when a statement in the midst of it fails', async () => {
    const refused = await refusal(async (tx) => {
      tx.write(INSERT, [1]);
      await tx.pipeline(bind(INSERT, [2]), bind(BREAK_RULE, []), bind(READ, []));
    });
    expect(sqlState(refused)).toBe('23514');
    expect(await noted()).toEqual([]);
  });

  it('is not committed when a failed statement went unnoticed', async () => {
    const refused = await refusal(async (tx) => {
      tx.write(INSERT, [1]);
      await tx.query(BREAK_RULE, []).catch(() => undefined);
    });
    expect(sqlState(refused)).toBe('25P02');
    expect(await noted()).toEqual([]);
  });

  it('leaves its connection fit for the next one after a failure', async () => {
    await refusal((tx) => tx.query(BREAK_RULE, []));
    await units.run((tx) => tx.query(INSERT, [3]));
    expect(await noted()).toEqual([3]);
  });

  it('runs what is to follow it once it is durable, in order, and not when it failed', async () => {
    const ran: string[] = [];
    let follow: (() => void) | undefined;
    const followed = new Promise<void>((resolve) => (follow = resolve));
    await refusal((tx) => {
      tx.afterCommit(() => ran.push('after a failure'));
      tx.write(BREAK_RULE, []);
    });
    await units.run((tx) => {
      tx.afterCommit(() => {
        ran.push('first');
        throw new Error('a task that fails holds up no other');
      });
      tx.afterCommit(() => {
        ran.push('second');
        follow?.();
      });
      tx.write(INSERT, [1]);
    });
    await followed;
    expect(ran).toEqual(['first', 'second']);
  });

  it('runs what is to be done while the database writes before that is known to be done, and only where it writes', async () => {
    const ran: string[] = [];
    await units.run((tx) => {
      tx.whileWriting(() => ran.push('nothing is written'));
    });
    await units
      .run((tx) => {
        tx.whileWriting(() => ran.push('meanwhile'));
        tx.write(SLOW, []);
      })
      .then(() => ran.push('durable'));
    expect(ran).toEqual(['meanwhile', 'durable']);
  });

  it('is known not to be there when the server ends the connection before the commit', async () => {
    const refused = await refusal((tx) => {
      tx.write(INSERT, [1]);
      tx.write(END_CONNECTION, []);
    });
    expect(sqlState(refused)).toBe('57P01');
    expect(await noted()).toEqual([]);
  });

  it('is left open when the connection is lost during the commit', async () => {
    const refused = await refusal(async (tx) => {
      await tx.query(INSERT, [1]);
      tx.write(INSERT, [2]);
      // By then COMMIT is sent, and its answer not yet read.
      setImmediate(() => socket.destroy());
    });
    expect(refused).toBeInstanceOf(CommitUnknownError);
  });

  it.each<[string, number, (tx: UnitOfWork) => unknown]>([
    ['nothing', 0, () => undefined],
    [
      'a batch, which reads once and writes once,',
      2,
      async (tx) => {
        await tx.pipeline(bind(READ, []), bind(READ, []));
        tx.write(INSERT, [1]);
        tx.write(INSERT, [2]);
      },
    ],
  ])('of %s takes %i round trips', async (_what, trips, work) => {
    await units.run((tx) => tx.query(READ, []));
    const before = socket.flights;
    await units.run(work);
    expect(socket.flights - before).toBe(trips);
  });
});
