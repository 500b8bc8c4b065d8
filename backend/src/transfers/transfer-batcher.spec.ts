import { setImmediate as turn } from 'node:timers/promises';
import { DomainError } from '../platform/errors/domain-error';
import type { Config } from '../platform/config/config';
import type { PodRegistry } from '../platform/lifecycle/pod-registry';
import { Shutdown } from '../platform/lifecycle/shutdown';
import { Metrics } from '../platform/observability/metrics';
import { BatchMeter } from './batch-meter';
import type { BatchPoster } from './batch-poster';
import type { BatchesService } from './batches.service';
import { TransferBatcher } from './transfer-batcher';
import type { PaymentOrder, WaitingOrders } from './transfers.types';

/** A poster whose batches are answered when the test says so. */
class HeldPoster {
  readonly sizes: number[] = [];
  /** Says that the database writes the latest batch. */
  writes: () => void = () => undefined;
  private readonly flights: (() => void)[] = [];

  post(batch: readonly WaitingOrders[], whileWriting: () => void): Promise<string[][]> {
    this.sizes.push(batch.length);
    this.writes = whileWriting;
    return new Promise((resolve) => {
      this.flights.push(() => {
        for (const { orders, answer } of batch)
          answer(orders.map(() => ({ status: 'refused', code: 'insufficient_funds', detail: '' })));
        resolve([]);
      });
    });
  }

  /** Answers the batch that is in flight, once there is one. */
  async answer(): Promise<void> {
    while (this.flights.length === 0) await turn();
    this.flights.shift()?.();
  }
}

function batcherOver(poster: HeldPoster, limits: Partial<Config> = {}) {
  const config = { transferBatchMax: 256, transferQueueMax: 4096, transferDeadlineMs: 60_000, ...limits };
  const pods = { contribute: () => undefined };
  const noted = { note: () => undefined };
  const metrics = new Metrics();
  const batcher = new TransferBatcher(
    config as Config,
    poster as unknown as BatchPoster,
    new BatchMeter(metrics, pods as unknown as PodRegistry, noted as unknown as BatchesService),
    new Shutdown(),
  );
  const submit = (count: number): Promise<unknown> =>
    Promise.all(Array.from({ length: count }, () => batcher.submit({} as PaymentOrder)));
  const submitTogether = (count: number) =>
    batcher.submitAll([Array.from({ length: count }, () => ({}) as PaymentOrder)]);
  return { submit, submitTogether, metrics };
}

describe('the batcher', () => {
  it('posts a lone transfer at once', async () => {
    const poster = new HeldPoster();
    const done = batcherOver(poster).submit(1);
    await poster.answer();
    await done;
    expect(poster.sizes).toEqual([1]);
  });

  it('posts together what comes in one turn of the event loop', async () => {
    const poster = new HeldPoster();
    const done = batcherOver(poster).submit(20);
    await poster.answer();
    await done;
    expect(poster.sizes).toEqual([20]);
  });

  it('answers those of a batch while the next one is written', async () => {
    const poster = new HeldPoster();
    const { submit } = batcherOver(poster);
    let answered = false;
    const first = submit(2).then(() => (answered = true));
    while (poster.sizes.length === 0) await turn();
    const second = submit(3);
    await poster.answer();
    while (poster.sizes.length === 1) await turn();
    expect(answered).toBe(false);
    poster.writes();
    await turn();
    expect(answered).toBe(true);
    await poster.answer();
    await Promise.all([first, second]);
  });

  it('keeps one batch in flight', async () => {
    const poster = new HeldPoster();
    const { submit } = batcherOver(poster);
    const first = submit(2);
    while (poster.sizes.length === 0) await turn();
    const second = submit(3);
    await turn();
    expect(poster.sizes).toEqual([2]);
    await poster.answer();
    await first;
    await poster.answer();
    await second;
    expect(poster.sizes).toEqual([2, 3]);
  });

  it('posts a long queue in several batches, the first of them half of it', async () => {
    const poster = new HeldPoster();
    const done = batcherOver(poster).submit(100);
    for (let i = 0; i < 3; i++) await poster.answer();
    await done;
    expect(poster.sizes).toEqual([50, 32, 18]);
  });

  it('refuses what comes when the queue is full, and counts it', async () => {
    const poster = new HeldPoster();
    const { submit, metrics } = batcherOver(poster, { transferQueueMax: 2 });
    const waiting = submit(2);
    await expect(submit(1)).rejects.toMatchObject({ code: 'overloaded' });
    await poster.answer();
    await waiting;
    const counts = await metrics.scrape();
    expect(counts).toContain('bank_transfers_total{outcome="overloaded"} 1');
    expect(counts).toContain('bank_transfers_total{outcome="insufficient_funds"} 2');
  });

  it('answers each of those that are posted all or none, and counts each', async () => {
    const poster = new HeldPoster();
    const { submit, submitTogether, metrics } = batcherOver(poster, { transferQueueMax: 2 });
    const inFlight = submit(1);
    while (poster.sizes.length === 0) await turn();
    const waiting = submitTogether(3);
    expect(await submitTogether(2)).toMatchObject([
      { error: { code: 'overloaded' } },
      { error: { code: 'overloaded' } },
    ]);
    await poster.answer();
    await inFlight.catch(() => undefined);
    await poster.answer();
    expect(await waiting).toMatchObject([{ status: 'refused' }, { status: 'refused' }, { status: 'refused' }]);
    const counts = await metrics.scrape();
    expect(counts).toContain('bank_transfers_total{outcome="overloaded"} 2');
    expect(counts).toContain('bank_transfers_total{outcome="insufficient_funds"} 4');
  });

  it('refuses what waits past its deadline, even while a batch is stuck', async () => {
    const poster = new HeldPoster();
    const { submit } = batcherOver(poster, { transferDeadlineMs: 20 });
    const stuck = submit(1);
    while (poster.sizes.length === 0) await turn();
    await expect(submit(1)).rejects.toBeInstanceOf(DomainError);
    await poster.answer();
    await stuck;
    expect(poster.sizes).toEqual([1]);
  });
});
