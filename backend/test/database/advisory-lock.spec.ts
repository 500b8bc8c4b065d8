import { LOCKS, underAdvisoryLock } from '../../src/platform/database/advisory-lock';
import { StartupError } from '../../src/platform/errors/startup-error';
import { TestLedger } from '../support/database';

const LOCK = { ...LOCKS.demoSeed, waitMs: 300 };

describe('an advisory lock', () => {
  let ledger: TestLedger;

  beforeAll(async () => (ledger = await TestLedger.create()));
  afterAll(() => ledger.drop());

  it('lets one work at a time', async () => {
    let working = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      working += 1;
      most = Math.max(most, working);
      await ledger.sql('SELECT pg_sleep(0.01)');
      working -= 1;
    };
    await Promise.all([1, 2, 3].map(() => underAdvisoryLock(ledger.dataSource, LOCKS.demoSeed, work)));
    expect(most).toBe(1);
  });

  it('is free again after work that failed', async () => {
    const failing = underAdvisoryLock(ledger.dataSource, LOCK, () => Promise.reject(new Error('failed')));
    await expect(failing).rejects.toThrow('failed');
    expect(await underAdvisoryLock(ledger.dataSource, LOCK, () => Promise.resolve('done'))).toBe('done');
  });

  it('is not waited for longer than said, and whoever gives up says what for', async () => {
    await underAdvisoryLock(ledger.dataSource, LOCK, async () => {
      const waiting = underAdvisoryLock(ledger.dataSource, LOCK, () => Promise.resolve());
      await expect(waiting).rejects.toBeInstanceOf(StartupError);
      await expect(waiting).rejects.toThrow('seeds the personas');
    });
  });
});
