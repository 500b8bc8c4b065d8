import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Response } from 'supertest';
import type { TransferDto } from '../../src/transfers/transfer.dto';
import { type Api, bodyOf, expectProblem } from '@banking-demo/testkit/bank';
import { pay } from '@banking-demo/testkit/payments';

export interface Client {
  api: Api;
  /** Alias or number of who is paid. */
  to: string;
}

export interface Attempt {
  /** Key and memo of the payment, so that a statement tells which one it was. */
  key: string;
  client: Client;
  /** What the bank said; the network's word when it said nothing: see `answerOf`. */
  answer: Response | string;
}

const working = new Set<PayingClients>();

/** As a patient client would wait before it tries again. */
const PAUSE_MS = 25;

/**
 * Clients that pay 1 again and again, each with a key of its own per payment, and repeat what is not decided yet. Suites
 * that use them have `afterEach(abandonClients)` or the like.
 */
export class PayingClients {
  readonly attempts: Attempt[] = [];
  /** Transfer ids by key. */
  readonly acknowledged = new Map<string, string>();
  private stopped = false;
  private abandoned = false;
  private readonly done: Promise<unknown>;

  /** @param retry what to do with a payment that was not made: repeat it with its key, or go on with the next one */
  constructor(
    clients: readonly Client[],
    private readonly retry: 'until made' | 'never' = 'until made',
  ) {
    this.done = Promise.all(clients.map((client) => this.work(client)));
    // Whoever stops the clients hears of it.
    this.done.catch(() => undefined);
    working.add(this);
  }

  /** Stops whatever they are at. */
  async abandon(): Promise<void> {
    this.abandoned = true;
    await this.stop().catch(() => undefined);
  }

  /** Statuses and network errors met so far. */
  get outcomes(): Set<number | string> {
    return new Set(this.attempts.map(({ answer }) => (typeof answer === 'string' ? answer : answer.status)));
  }

  /** Lets each client finish the payment it is at. */
  async stop(): Promise<void> {
    this.stopped = true;
    working.delete(this);
    await this.done;
  }

  private async work(client: Client): Promise<void> {
    while (!this.stopped) {
      const key = randomUUID();
      while (!(await this.attempt(client, key)) && this.retry === 'until made' && !this.abandoned)
        await delay(PAUSE_MS);
    }
  }

  /** Whether the payment is made. */
  private async attempt(client: Client, key: string): Promise<boolean> {
    const answer = await answerOf(() => pay(client.api, { to: client.to, amount: 1, memo: key }, key));
    this.attempts.push({ key, client, answer });
    if (typeof answer === 'string') return false;
    if (answer.status === 503) {
      const { code } = expectProblem(answer, 503, (answer.body as { code: 'overloaded' }).code);
      expect(['overloaded', 'outcome_unknown', 'dependency_unavailable']).toContain(code);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      return false;
    }
    if (answer.status !== 201) throw new Error(`a payment was answered ${String(answer.status)}: ${answer.text}`);
    this.acknowledged.set(key, bodyOf<TransferDto>(answer).id);
    return true;
  }
}

/** Stops those that a test which failed has left at work. */
export async function abandonClients(): Promise<void> {
  for (const clients of working) await clients.abandon();
}

/** The answer; `refused` when no connection came about, or the code of the network's error when one broke. */
export async function answerOf(call: () => PromiseLike<Response>): Promise<Response | string> {
  try {
    return await call();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === 'connect') return 'refused';
    if (code && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) return code;
    throw error;
  }
}
