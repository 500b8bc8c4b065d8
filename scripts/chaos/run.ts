import { setTimeout as delay } from 'node:timers/promises';
import type { Reporter } from '../stack/stack';
import { ChaosBank } from './bank';
import { Behaviour } from './behaviour';
import type { History } from './checker/history';
import { Customer, type Town } from './customer';
import { Nemesis } from './nemesis';
import { planFaults, type PlanOptions } from './plan';
import { Random } from './random';
import { Recorder } from './recorder';
import { settle } from './settle';

const CUSTOMERS = 10;
const PAGES_EACH = 2;
/** Somebody new comes this often. */
const ARRIVALS_MS = 4000;
const MOST_ARRIVALS = 40;

export interface Run {
  history: History;
  requests: number;
  tookMs: number;
}

/** Does to a bank what is planned, while customers use it, and answers what happened. */
export async function run(options: PlanOptions, report: Reporter): Promise<Run> {
  const bank = await ChaosBank.start({
    pods: options.pods,
    smallDisk: options.faults.includes('disk-full'),
    clocks: options.faults.includes('clock-jump'),
    report,
  });
  try {
    return await new Chaos(bank, options, report).run();
  } finally {
    await bank.stop();
  }
}

class Chaos {
  private readonly recorder = new Recorder();
  private readonly town: Town;
  private readonly random: Random;
  private readonly customers: Customer[] = [];
  private readonly behaviours: Behaviour[] = [];
  private over = false;

  constructor(
    private readonly bank: ChaosBank,
    private readonly options: PlanOptions,
    private readonly report: Reporter,
  ) {
    this.random = new Random(options.seed);
    this.town = { pods: bank.pods, recorder: this.recorder, parties: [] };
  }

  async run(): Promise<Run> {
    const hot = await this.arrive('market');
    const prober = await this.arrive('prober');
    const others = Array.from({ length: CUSTOMERS }, (_, i) => this.arrive(`customer-${String(i)}`));
    const regulars = [hot, ...(await this.report('Registering customers', () => Promise.all(others)))];
    for (const customer of regulars) customer.openPages(PAGES_EACH);
    const goOn = (): boolean => !this.over;
    const clients = [...regulars.map((customer) => this.behave(customer, hot, goOn)), this.arrivals(hot, goOn)];
    const nemesis = new Nemesis(this.bank, this.recorder, prober, this.options.seed);
    await nemesis.run(planFaults(this.options));
    this.over = true;
    await Promise.all(clients);
    await Promise.all(this.behaviours.map((behaviour) => behaviour.resolve()));
    await this.report('Reading everything', () => settle(this.bank, this.customers));
    return {
      history: this.recorder.history,
      requests: this.recorder.requests,
      tookMs: this.recorder.now(),
    };
  }

  private async arrive(name: string): Promise<Customer> {
    // Names are of this run alone, and each has random numbers of its own: nobody's depend on who is faster.
    const customer = new Customer(name, this.town, new Random(this.random.whole(0, 2 ** 31)));
    await customer.register();
    this.customers.push(customer);
    return customer;
  }

  private behave(customer: Customer, hot: Customer, goOn: () => boolean): Promise<void> {
    const behaviour = new Behaviour(customer, hot);
    this.behaviours.push(behaviour);
    return behaviour.run(goOn);
  }

  /** New customers, who come while all this happens. */
  private async arrivals(hot: Customer, goOn: () => boolean): Promise<void> {
    const at: Promise<void>[] = [];
    for (let number = 1; number <= MOST_ARRIVALS && goOn(); number++) {
      const customer = await this.arrive(`newcomer-${String(number)}`);
      customer.openPages(1);
      at.push(this.behave(customer, hot, goOn));
      await delay(ARRIVALS_MS);
    }
    await Promise.all(at);
  }
}
