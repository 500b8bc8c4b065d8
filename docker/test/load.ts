import { randomBytes, randomUUID } from 'node:crypto';

const CUSTOMERS = 8;
const AMOUNT = 1;

interface Customer {
  username: string;
  session: string;
  grant: number;
}

export interface Failure {
  request: string;
  reason: string;
}

export interface Report {
  /** Requests that got their answer, repeated ones counted once. */
  answered: number;
  /** Sendings that came back without an answer, or with 502, 503 or 504. */
  unanswered: Failure[];
  /** Requests that failed in a way that repeating does not help, or that failed on every try. */
  failed: Failure[];
  /** Transfers answered with 201. */
  transfers: number;
}

/**
 * Customers that pay one merchant and read their balance, each one request after the other, until stopped.
 * Every transfer has a key; with `tries` above 1 a request that got no answer is sent again with the same key.
 */
export class Load {
  private readonly report: Report = { answered: 0, unanswered: [], failed: [], transfers: 0 };
  private readonly watchers: { answered: number; resolve: () => void }[] = [];
  private stopping = false;
  private running: Promise<unknown> = Promise.resolve();
  private merchant: Customer | undefined;

  constructor(
    private readonly base: string,
    private readonly tries: number,
  ) {}

  async start(): Promise<void> {
    const merchant = await this.register('merchant');
    const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => this.register('payer')));
    this.merchant = merchant;
    this.running = Promise.all(customers.map((customer) => this.behave(customer, merchant)));
  }

  /** Resolves once `count` further requests have been answered: progress, whatever the machine's speed. */
  async progress(count: number): Promise<void> {
    const answered = this.report.answered + count;
    await new Promise<void>((resolve) => this.watchers.push({ answered, resolve }));
  }

  async stop(): Promise<Report> {
    this.stopping = true;
    await this.running;
    return this.report;
  }

  /** What the merchant received, in transfers: equals the report's when none was lost and none posted twice. */
  async received(): Promise<number> {
    if (this.merchant === undefined) throw new Error('the load was never started');
    const answer = await this.call('GET', '/balance', this.merchant.session);
    const { balance } = JSON.parse(await answer.text()) as { balance: number };
    return (balance - this.merchant.grant) / AMOUNT;
  }

  private async behave(customer: Customer, merchant: Customer): Promise<void> {
    while (!this.stopping) {
      const key = randomUUID();
      const body = { to: merchant.username, amount: AMOUNT };
      if (await this.send('POST', '/transfer', customer, body, key)) this.report.transfers += 1;
      await this.send('GET', '/balance', customer);
    }
  }

  private async send(method: string, path: string, customer: Customer, body?: object, key?: string): Promise<boolean> {
    const request = `${method} ${path}`;
    let reason = '';
    for (let attempt = 1; attempt <= this.tries; attempt++) {
      const outcome = await this.attempt(method, path, customer.session, body, key);
      if (outcome === 'answered') {
        this.count();
        return true;
      }
      reason = outcome.reason;
      if (!outcome.repeat) break;
      this.report.unanswered.push({ request, reason });
    }
    this.report.failed.push({ request, reason });
    return false;
  }

  private async attempt(
    method: string,
    path: string,
    session: string,
    body?: object,
    key?: string,
  ): Promise<'answered' | { reason: string; repeat: boolean }> {
    try {
      const answer = await this.call(method, path, session, body, key);
      const text = await answer.text();
      if (answer.ok) return 'answered';
      return { reason: `${String(answer.status)} ${text}`, repeat: [502, 503, 504].includes(answer.status) };
    } catch (error) {
      const cause = (error as Error).cause;
      return { reason: cause instanceof Error ? cause.message : String(error), repeat: true };
    }
  }

  private call(method: string, path: string, session?: string, body?: object, key?: string): Promise<Response> {
    return fetch(`${this.base}/api${path}`, {
      method,
      headers: {
        ...(session !== undefined && { authorization: `Bearer ${session}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(40_000),
    });
  }

  private count(): void {
    this.report.answered += 1;
    for (const watcher of this.watchers.filter(({ answered }) => answered <= this.report.answered)) watcher.resolve();
  }

  private async register(role: string): Promise<Customer> {
    const username = `${role}-${randomBytes(6).toString('hex')}`;
    const password = randomBytes(18).toString('base64url');
    const answer = await this.call('POST', '/register', undefined, { username, password, displayName: role });
    const text = await answer.text();
    if (answer.status !== 201) throw new Error(`POST /api/register answered ${String(answer.status)}: ${text}`);
    const { sessionId } = JSON.parse(text) as { sessionId: string };
    const balance = await this.call('GET', '/balance', sessionId);
    const { balance: grant } = JSON.parse(await balance.text()) as { balance: number };
    return { username, session: sessionId, grant };
  }
}
