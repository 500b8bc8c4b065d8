import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon, { type Options, type Request, type Result } from 'autocannon';
import { bodyOf, nth, registerUsers, type Schemas, succeeded, type TestUser } from '../../testkit/src/bank';
import { balanceOf, pay } from '../../testkit/src/payments';
import type { Profile } from './profiles';

const PATH = '/api/transfer';
const ANSWER_MAX_SECONDS = 10;
const LOOK_EVERY_MS = 500;

/** Of 1 minor unit. */
interface Payment {
  key: string;
  payer: number;
  payee: number;
}

/** What the generator keeps for each connection. */
interface Connection {
  payment?: Payment;
}

/** A payment that was made. */
export interface Paid {
  /** When its answer came, since the load began. */
  atMs: number;
  tookMs: number;
}

/** Customers of a bank who pay one another under load, and know to the cent what should have come of it. */
export class Payers {
  readonly paid: Paid[] = [];
  /** Other answers, by status. */
  readonly refused = new Map<number, number>();
  /** What each one should have more than at first. */
  private readonly gains: number[];
  private readonly underWay = new Map<string, Payment>();

  private constructor(
    private readonly url: string,
    private readonly users: readonly TestUser[],
    private readonly balances: readonly number[],
  ) {
    this.gains = users.map(() => 0);
  }

  static async register(url: string, count: number): Promise<Payers> {
    const users = await registerUsers(count, url);
    return new Payers(url, users, await balancesOf(users));
  }

  /**
   * Pays over so many connections for so long.
   *
   * @returns how many connections broke or had no answer in time
   */
  async pay({ order, perSecond }: Profile, connections: number, seconds: number): Promise<number> {
    const begun = performance.now();
    let sent = 0;
    const setupRequest = (request: Request, connection: Connection): Request => {
      const payment = { key: randomUUID(), ...order(sent++, this.users.length) };
      connection.payment = payment;
      this.underWay.set(payment.key, payment);
      return { ...request, headers: this.headersFor(payment), body: JSON.stringify(this.bodyFor(payment)) };
    };
    const onResponse = (status: number, _body: string, { payment }: Connection): void => {
      if (payment) this.hear(payment, status);
    };
    const options: Options = {
      url: this.url,
      connections,
      duration: seconds,
      timeout: ANSWER_MAX_SECONDS,
      ...(perSecond !== undefined && { overallRate: perSecond }),
      requests: [{ method: 'POST', path: PATH, setupRequest, onResponse }],
    };
    const { errors } = await generate(options, (status, tookMs) => {
      if (status === 201) this.paid.push({ atMs: performance.now() - begun, tookMs });
    });
    return errors;
  }

  /**
   * Sends again, with its key, what has no answer: nobody pays twice by that, and every outcome is known then.
   *
   * @returns how many there were
   */
  async settle(): Promise<number> {
    const open = [...this.underWay.values()];
    for (const payment of open) {
      const { api } = nth(this.users, payment.payer);
      const answer = await pay(api, this.bodyFor(payment), payment.key);
      this.hear(payment, succeeded(answer, 201).status);
    }
    return open.length;
  }

  /** Who has another balance than payments made of it, in a line each. */
  async discrepancies(): Promise<string[]> {
    const balances = await balancesOf(this.users);
    return this.users.flatMap(({ username }, i) => {
      const expected = nth(this.balances, i) + nth(this.gains, i);
      const balance = nth(balances, i);
      return balance === expected ? [] : [`${username} has ${String(balance)} and not ${String(expected)}`];
    });
  }

  /** A proof of the ledger that was taken after this was called. */
  async proof(): Promise<Schemas['LedgerIntegrity']> {
    const { api } = nth(this.users, 0);
    const { asOf } = bodyOf<Schemas['System']>(succeeded(await api.get('/system'), 200));
    for (;;) {
      // With 503 where it does not hold.
      const proof = bodyOf<Schemas['LedgerIntegrity']>(await api.get('/ledger/integrity'));
      if (proof.checkedAt > asOf) return proof;
      await delay(LOOK_EVERY_MS);
    }
  }

  private headersFor({ key, payer }: Payment): Record<string, string> {
    const { sessionId } = nth(this.users, payer);
    return { authorization: `Bearer ${sessionId}`, 'content-type': 'application/json', 'idempotency-key': key };
  }

  private bodyFor({ payee }: Payment): { to: string; amount: number } {
    return { to: nth(this.users, payee).username, amount: 1 };
  }

  private hear({ key, payer, payee }: Payment, status: number): void {
    this.underWay.delete(key);
    if (status === 201) {
      this.gains[payer] = nth(this.gains, payer) - 1;
      this.gains[payee] = nth(this.gains, payee) + 1;
    } else this.refused.set(status, (this.refused.get(status) ?? 0) + 1);
  }
}

async function balancesOf(users: readonly TestUser[]): Promise<number[]> {
  const balances: number[] = [];
  for (const { api } of users) balances.push(await balanceOf(api));
  return balances;
}

function generate(options: Options, hear: (status: number, tookMs: number) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    const run = autocannon(options, (error: Error | null, result) => {
      if (error) reject(error);
      else resolve(result);
    });
    run.on('response', (_client, status, _bytes, tookMs) => {
      hear(status, tookMs);
    });
  });
}
