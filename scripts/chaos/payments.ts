import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, codeOf } from './caller';
import type { TransferOutcome } from './checker/history';
import type { Customer, Party } from './customer';

const AGAIN_MS = 150;
/** Refusals that end a payment. */
const FINAL = 422;

/** One payment of a customer, with a key that it keeps over all attempts. */
export class Payment {
  /** Whether its outcome is known to its payer. */
  decided = false;

  constructor(
    private readonly customer: Customer,
    private readonly key: string,
    private readonly to: Party,
    private readonly amount: number,
  ) {}

  /** Tries until it is decided, or until `goOn` says no. */
  async make(goOn: () => boolean): Promise<void> {
    while (!this.decided && goOn()) {
      const { is } = await this.attempt();
      if (is === 'posted') return;
      await delay(AGAIN_MS);
    }
  }

  async attempt(pod = this.customer.anyPod()): Promise<TransferOutcome> {
    const { customer, key, to, amount } = this;
    const body = { to: to.alias, amount, memo: key };
    const answer = await customer.ask({ method: 'POST', path: '/transfer', body, key, expects: [201, FINAL] }, pod);
    const outcome = outcomeOf(answer);
    this.decided ||= answer.status === 201 || answer.status === FINAL;
    const { pod: at, start, end } = answer;
    const who = { client: customer.name, pod: at, from: customer.account, to: to.account };
    customer.town.recorder.note({ kind: 'transfer', ...who, key, amount, outcome, start, end });
    return outcome;
  }
}

function outcomeOf({ status, text, headers }: Answer): TransferOutcome {
  if (status === 201) {
    const { id, seq, balanceAfter } = JSON.parse(text) as { id: string; seq: number; balanceAfter: number };
    const replayed = headers.get('idempotency-replayed') === 'true';
    return { is: 'posted', transferId: id, seq, balanceAfter, replayed, body: text };
  }
  const code = codeOf(text);
  if (status === 0 || code === 'outcome_unknown' || code === '') return { is: 'unknown', why: code || text };
  return { is: 'refused', code };
}
