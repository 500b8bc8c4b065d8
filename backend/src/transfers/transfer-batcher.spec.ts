import { setImmediate as turn } from 'node:timers/promises';
import type { PostingOutcome } from '../ledger/posting.types';
import type { Config } from '../platform/config/config';
import type { PodRegistry } from '../platform/lifecycle/pod-registry';
import { Shutdown } from '../platform/lifecycle/shutdown';
import { Metrics } from '../platform/observability/metrics';
import { TransferBatcher } from './transfer-batcher';
import type { PaymentOrder, TransferPoster } from './transfer-poster';

const REFUSED: PostingOutcome = { status: 'refused', code: 'insufficient_funds', detail: '' };

/** A poster whose batches are written and answered when the test says so. */
class HeldPoster {
  readonly sizes: number[] = [];
  private readonly flights: { onWriting: () => void; answer: () => void }[] = [];

  post(orders: readonly PaymentOrder[], onWriting: () => void): Promise<PostingOutcome[]> {
    this.sizes.push(orders.length);
    return new Promise((resolve) => {
      const answer = (): void => {
        resolve(orders.map(() => REFUSED));
      };
      this.flights.push({ onWriting, answer });
    });
  }

  /** Writes the batch that is in flight, once there is one. */
  async write(): Promise<void> {
    (await this.inFlight()).onWriting();
  }

  /** Answers it. */
  async answer(): Promise<void> {
    (await this.inFlight()).answer();
    this.flights.shift();
  }

  private async inFlight() {
    for (;;) {
      const [first] = this.flights;
      if (first) return first;
      await turn();
    }
  }
}

function batcherOver(poster: HeldPoster, limits: Partial<Config> = {}) {
  const config = { transferBatchMax: 256, transferQueueMax: 4096, transferDeadlineMs: 60_000, ...limits };
  const pods = { contribute: () => undefined };
  const batcher = new TransferBatcher(
    config as Config,
    poster as unknown as TransferPoster,
    new Metrics(),
    pods as unknown as PodRegistry,
    new Shutdown(),
  );
  const submit = (count: number): Promise<unknown> =>
    Promise.all(Array.from({ length: count }, () => batcher.submit({} as PaymentOrder)));
  return { submit };
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

  it('posts a long queue by halves, in order, and a short one whole', async () => {
    const poster = new HeldPoster();
    const done = batcherOver(poster).submit(200);
    for (let i = 0; i < 4; i++) await poster.answer();
    await done;
    expect(poster.sizes).toEqual([100, 50, 32, 18]);
  });

  it('posts no more at once than TRANSFER_BATCH_MAX', async () => {
    const poster = new HeldPoster();
    const done = batcherOver(poster, { transferBatchMax: 10 }).submit(25);
    for (let i = 0; i < 3; i++) await poster.answer();
    await done;
    expect(poster.sizes).toEqual([10, 10, 5]);
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
});
