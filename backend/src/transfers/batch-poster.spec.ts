import { setImmediate as turn } from 'node:timers/promises';
import type { LedgerService } from '../ledger/ledger.service';
import type { PostingOutcome } from '../ledger/posting.types';
import type { NotificationsService } from '../notifications/notifications.service';
import type { UnitsOfWork } from '../platform/database/unit-of-work';
import { CommitUnknownError } from '../platform/database/database-errors';
import { DomainError } from '../platform/errors/domain-error';
import { BatchPoster } from './batch-poster';
import type { OrderResult, PaymentOrder, WaitingOrders } from './transfers.types';

const LATER = Number.POSITIVE_INFINITY;

const idle = (): void => undefined;

/** As PostgreSQL reports it. */
function sqlError(code: string): Error {
  return Object.assign(new Error(code), { code, severity: 'ERROR' });
}

/** Orders by name, those of one word all or none, and what they were answered. */
function ordersOf(...words: string[]) {
  const answers: [string, string][] = [];
  const batch = words.map((names): WaitingOrders => ({
    orders: [...names].map((name) => ({ posting: { transferId: name } }) as PaymentOrder),
    size: names.length,
    deadlineMs: LATER,
    answer: (results) =>
      answers.push(...results.map((result, i): [string, string] => [names[i] ?? '', labelOf(result)])),
  }));
  return { batch, answers };
}

function labelOf(result: OrderResult): string {
  if (result.status !== 'failed') return result.status;
  return result.error instanceof DomainError ? result.error.code : String(result.error);
}

/** A poster over a database that does with each batch what the test says; batches are named by their orders. */
function posterOver(database: (names: string, attempt: number) => unknown) {
  const attempts: string[] = [];
  const tx = { whileWriting: () => undefined };
  const unitsOfWork = { run: (work: (given: typeof tx) => unknown) => Promise.resolve(work(tx)) };
  const ledger = {
    post: async (_tx: typeof tx, postings: { transferId: string }[]): Promise<PostingOutcome[]> => {
      const names = postings.map(({ transferId }) => transferId).join('');
      attempts.push(names);
      await database(names, attempts.length);
      return postings.map(() => ({ status: 'refused', code: 'insufficient_funds', detail: '' }));
    },
  };
  const poster = new BatchPoster(
    unitsOfWork as unknown as UnitsOfWork,
    ledger as unknown as LedgerService,
    { record: () => undefined } as unknown as NotificationsService,
  );
  return { poster, attempts };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

describe('posting a batch', () => {
  it.each(['40001', '40P01'])('tries it again as a whole after a conflict (%s)', async (state) => {
    const { poster, attempts } = posterOver((_names, attempt) => {
      if (attempt < 3) throw sqlError(state);
    });
    const { batch, answers } = ordersOf('a', 'b');
    await poster.post(batch, idle);
    await until(() => answers.length === 2);
    expect(attempts).toEqual(['ab', 'ab', 'ab']);
  });

  it('gives up after three further tries', async () => {
    const { poster, attempts } = posterOver(() => {
      throw sqlError('40P01');
    });
    const { batch, answers } = ordersOf('a');
    await poster.post(batch, idle);
    await until(() => answers.length === 1);
    expect(attempts).toHaveLength(4);
    expect(answers).toEqual([['a', 'dependency_unavailable']]);
  });

  it.each<[string, Error]>([
    ...['22003', '23514', 'P0001'].map((state): [string, Error] => [state, sqlError(state)]),
    ['a mistake of ours', new TypeError('An array parameter holds an object')],
  ])('tries each alone when one of them is to blame (%s)', async (_blamed, error) => {
    const { poster, attempts } = posterOver((names) => {
      if (names.includes('b')) throw error;
    });
    const { batch, answers } = ordersOf('a', 'b', 'c');
    await poster.post(batch, idle);
    await until(() => answers.length === 3);
    expect(attempts).toEqual(['abc', 'a', 'b', 'c']);
    expect(answers).toEqual([
      ['a', 'refused'],
      ['b', String(error)],
      ['c', 'refused'],
    ]);
  });

  it('keeps together what is posted all or none when each is tried alone', async () => {
    const { poster, attempts } = posterOver((names) => {
      if (names.includes('b')) throw sqlError('23514');
    });
    const { batch, answers } = ordersOf('a', 'bc', 'd');
    await poster.post(batch, idle);
    await until(() => answers.length === 4);
    expect(attempts).toEqual(['abcd', 'a', 'bc', 'd']);
    expect(answers).toEqual([
      ['a', 'refused'],
      ['b', 'Error: 23514'],
      ['c', 'Error: 23514'],
      ['d', 'refused'],
    ]);
  });

  it('fails the batch as a whole for anything else', async () => {
    const { poster, attempts } = posterOver(() => {
      throw sqlError('57P01');
    });
    const { batch, answers } = ordersOf('a', 'b');
    await poster.post(batch, idle);
    await until(() => answers.length === 2);
    expect(attempts).toEqual(['ab']);
    expect(answers.map(([, answer]) => answer)).toEqual(['dependency_unavailable', 'dependency_unavailable']);
  });

  it('leaves the outcome open when the connection was lost during the commit', async () => {
    const { poster } = posterOver(() => {
      throw new CommitUnknownError();
    });
    const { batch, answers } = ordersOf('a');
    await poster.post(batch, idle);
    await until(() => answers.length === 1);
    expect(answers).toEqual([['a', 'outcome_unknown']]);
  });

  it('refuses at once what comes too late, and posts the others', async () => {
    const { poster, attempts } = posterOver(() => undefined);
    const { batch, answers } = ordersOf('a', 'b');
    await poster.post(
      batch.map((each, i) => (i === 0 ? { ...each, deadlineMs: performance.now() } : each)),
      idle,
    );
    await until(() => answers.length === 2);
    expect(attempts).toEqual(['b']);
    expect(answers[0]).toEqual(['a', 'overloaded']);
  });

  it.each([
    ['while each is tried alone', '23514', ['ab', 'a']],
    ['between two tries', '40P01', ['ab', 'a']],
  ])('never posts one whose deadline passed %s', async (_when, state, attempted) => {
    const soon = performance.now() + 5;
    const { poster, attempts } = posterOver(async (names) => {
      await until(() => performance.now() > soon);
      if (names === 'ab') throw sqlError(state);
    });
    const { batch, answers } = ordersOf('a', 'b');
    await poster.post(
      batch.map((each, i) => (i === 1 ? { ...each, deadlineMs: soon } : each)),
      idle,
    );
    await until(() => answers.length === 2);
    expect(attempts).toEqual(attempted);
    expect(answers).toEqual(expect.arrayContaining([['b', 'overloaded']]));
  });
});
