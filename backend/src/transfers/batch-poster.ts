import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { LedgerService } from '../ledger/ledger.service';
import type { PostingOutcome } from '../ledger/posting.types';
import { NotificationsService, transferNotifications } from '../notifications/notifications.service';
import { CommitUnknownError, isDatabaseUnavailable, sqlState } from '../platform/database/database-errors';
import { UnitsOfWork } from '../platform/database/unit-of-work';
import { DomainError } from '../platform/errors/domain-error';
import { isLate, sizeOf } from './batch-queue';
import type { OrderResult, PaymentOrder, WaitingOrders } from './transfers.types';

const RETRIES = 3;
const RETRY_JITTER_MS = 25;

/** Posts batches of orders, each batch in ONE transaction: ledger, inbox and outbox together, or nothing of them. */
@Injectable()
export class BatchPoster {
  private readonly logger = new Logger(BatchPoster.name);

  constructor(
    private readonly unitsOfWork: UnitsOfWork,
    private readonly ledger: LedgerService,
    private readonly notifications: NotificationsService,
  ) {}

  /**
   * Posts a batch and answers each caller once the outcome is durable. What is late is refused before it is posted, never
   * after. A conflict with another transaction rolls the batch back, and it is tried again as a whole. Where neither that
   * nor the database is to blame, it is one of the orders: each is tried alone, with those that it stands or falls with,
   * so that no other fails.
   *
   * @param whileWriting runs while the database writes the batch
   * @returns the ids of what was posted, one list for each commit; never fails
   */
  async post(batch: readonly WaitingOrders[], whileWriting: () => void): Promise<string[][]> {
    for (let attempt = 0; ; attempt++) {
      const due = refuseLate(batch);
      if (due.length === 0) return [];
      try {
        const outcomes = await this.postTogether(
          due.flatMap(({ orders }) => orders),
          whileWriting,
        );
        return [answer(due, outcomes)];
      } catch (error) {
        if (isConflict(error) && attempt < RETRIES) await wait(Math.random() * RETRY_JITTER_MS * 2 ** attempt);
        else if (isOfOneOrder(error) && due.length > 1) return this.postOneByOne(due, whileWriting);
        else return [answer(due, this.failures(due, error))];
      }
    }
  }

  private postTogether(orders: readonly PaymentOrder[], whileWriting: () => void): Promise<PostingOutcome[]> {
    return this.unitsOfWork.run(async (tx) => {
      tx.whileWriting(whileWriting);
      const outcomes = await this.ledger.post(
        tx,
        orders.map(({ posting }) => posting),
      );
      const drafts = orders.flatMap(({ from, to }, i) => {
        const outcome = outcomes[i];
        return outcome?.status === 'posted' ? transferNotifications(outcome.transfer, from, to) : [];
      });
      this.notifications.record(tx, drafts);
      return outcomes;
    });
  }

  private async postOneByOne(batch: readonly WaitingOrders[], whileWriting: () => void): Promise<string[][]> {
    const posted: string[][] = [];
    for (const each of batch) posted.push(...(await this.post([each], whileWriting)));
    return posted;
  }

  private failures(batch: readonly WaitingOrders[], cause: unknown): OrderResult[] {
    const error = problemOf(cause);
    const outcome = error instanceof DomainError ? error.code : 'internal';
    this.logger.error({ err: cause, outcome, size: sizeOf(batch) }, 'A batch of transfers failed');
    return batch.flatMap(({ orders }) => orders.map(() => ({ status: 'failed', error })));
  }
}

/** Answers those whose deadline has passed, and returns the others. */
function refuseLate(batch: readonly WaitingOrders[]): WaitingOrders[] {
  const now = performance.now();
  for (const each of batch) if (isLate(each, now)) refuseUntried(each, 'The transfer waited too long.');
  return batch.filter((each) => !isLate(each, now));
}

/** Answers orders that were not tried. */
export function refuseUntried({ orders, answer }: Pick<WaitingOrders, 'orders' | 'answer'>, why: string): void {
  const error = new DomainError('overloaded', `${why} Nothing was posted; try again.`, { retryAfterSeconds: 1 });
  answer(orders.map(() => ({ status: 'failed', error })));
}

/** Returns the ids of what is newly posted. */
function answer(batch: readonly WaitingOrders[], results: readonly OrderResult[]): string[] {
  let answered = 0;
  for (const each of batch) each.answer(results.slice(answered, (answered += each.size)));
  return results.flatMap((result) => (result.status === 'posted' ? result.transfer.transferId : []));
}

/** Bad data, a violated rule, or a mistake of ours: not what would befall any batch. */
function isOfOneOrder(error: unknown): boolean {
  return !isConflict(error) && !isDatabaseUnavailable(error);
}

/** Serialization failure or deadlock. */
function isConflict(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlState(error) ?? '');
}

function problemOf(cause: unknown): Error {
  if (isOfOneOrder(cause)) return cause instanceof Error ? cause : new Error(String(cause));
  const options = { retryAfterSeconds: 1, cause };
  if (cause instanceof CommitUnknownError)
    return new DomainError(
      'outcome_unknown',
      'The connection was lost while the transfer was made final. Repeat the request with the same Idempotency-Key to learn the outcome.',
      options,
    );
  return new DomainError(
    'dependency_unavailable',
    'The ledger is not available right now. Nothing was posted; try again.',
    options,
  );
}
