import { setTimeout as delay } from 'node:timers/promises';
import type { Customer } from './customer';
import { Payment } from './payments';

/** How often a client does what, of a hundred times. */
const PAYS = 62;
const READS_BALANCE = 20;
const READS_STATEMENT = 14;
const SIGNS_OUT = 2;

/** Share of payments to the account that everybody pays. */
const HOT = 0.3;
/** Share of undecided payments that a client does not care about any more. */
const GIVEN_UP = 0.1;
const REPEATED = 0.1;
/** Much for a newcomer: some are refused for want of money. */
const LARGEST = 4000;
const LONGEST_PAUSE_MS = 40;

/** What one client does from the start of a run to its end; all that it decides comes from its random numbers. */
export class Behaviour {
  readonly payments: Payment[] = [];
  private made = 0;

  constructor(
    readonly customer: Customer,
    private readonly hot: Customer,
  ) {}

  async run(goOn: () => boolean): Promise<void> {
    const { random } = this.customer;
    while (goOn()) {
      await this.act(random.whole(1, 100), goOn);
      await delay(random.between(0, LONGEST_PAUSE_MS));
    }
  }

  /** Repeats what is undecided until it is decided. */
  async resolve(): Promise<void> {
    for (const payment of this.payments) await payment.make(() => true);
  }

  private async act(dice: number, goOn: () => boolean): Promise<void> {
    const { customer } = this;
    if (dice <= PAYS) await this.pay(goOn);
    else if (dice <= PAYS + READS_BALANCE) await customer.readBalance();
    else if (dice <= PAYS + READS_BALANCE + READS_STATEMENT) await this.readStatement();
    else if (dice <= PAYS + READS_BALANCE + READS_STATEMENT + SIGNS_OUT) await customer.signOut();
    else await customer.readBalance(customer.town.pods[0]);
  }

  private async readStatement(): Promise<void> {
    await this.customer.entriesAfter(Math.max(0, this.made - 50));
  }

  private async pay(goOn: () => boolean): Promise<void> {
    const { customer } = this;
    const { random, town } = customer;
    const others = town.parties.filter(({ alias }) => alias !== customer.name);
    const hot = others.find(({ alias }) => alias === this.hot.name);
    const to = hot && random.chance(HOT) ? hot : random.pick(others);
    this.made += 1;
    const payment = new Payment(customer, `${customer.name}-${String(this.made)}`, to, random.whole(1, LARGEST));
    const givesUp = random.chance(GIVEN_UP);
    if (givesUp) {
      await payment.attempt();
      return;
    }
    this.payments.push(payment);
    await payment.make(goOn);
    if (payment.decided && random.chance(REPEATED)) await payment.attempt();
  }
}
