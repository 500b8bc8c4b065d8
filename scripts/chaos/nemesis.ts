import { setTimeout as delay } from 'node:timers/promises';
import { isReady } from '../stack/pods';
import type { ChaosBank, WiredPod } from './bank';
import type { Customer } from './customer';
import { type Fault, faults } from './faults';
import { Payment } from './payments';
import type { PlannedFault } from './plan';
import { Random } from './random';
import type { Recorder } from './recorder';

/** Beyond this a bank is not waited for. */
const PATIENCE_MS = 60_000;
const ASK_EVERY_MS = 50;

/** Carries out a plan of faults, and notes how long the bank takes to be well again after each. */
export class Nemesis {
  private probes = 0;
  private readonly random: Random;

  /** @param prober pays through every pod to learn whether the bank is well */
  constructor(
    private readonly bank: ChaosBank,
    private readonly recorder: Recorder,
    private readonly prober: Customer,
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  async run(plan: readonly PlannedFault[]): Promise<void> {
    for (const planned of plan) {
      const fault = faults.find(({ name }) => name === planned.fault);
      const pod = this.bank.pods[planned.pod];
      if (fault && pod) await this.strike(fault, pod, planned.holdMs);
      await delay(planned.pauseMs);
    }
  }

  private async strike(fault: Fault, pod: WiredPod, holdMs: number): Promise<void> {
    const { bank, random, recorder } = this;
    const start = recorder.now();
    const end = await fault.strike({ bank, pod, holdMs, random });
    await end();
    const ended = recorder.now();
    const recovered = await this.untilWell();
    recorder.note({
      ...{ kind: 'fault', fault: fault.name, target: fault.hits === 'pod' ? pod.name : fault.hits },
      losesSessions: fault.losesSessions === true,
      ...{ start, end: recorder.now() },
      ...(recovered && { recoveredAfterMs: recorder.now() - ended }),
    });
  }

  /** Every pod says that it is ready, and makes a payment. */
  private async untilWell(): Promise<boolean> {
    const deadline = this.recorder.now() + PATIENCE_MS;
    const outcomes = await Promise.all(this.bank.pods.map((pod) => this.podIsWell(pod, deadline)));
    return outcomes.every((well) => well);
  }

  private async podIsWell(pod: WiredPod, deadline: number): Promise<boolean> {
    const [to] = this.prober.town.parties;
    while (this.recorder.now() < deadline && to) {
      if (pod.pod.exit) await this.revive(pod);
      if (await isReady(pod.url)) {
        this.probes += 1;
        const payment = new Payment(this.prober, `${this.prober.name}-${String(this.probes)}`, to, 1);
        if ((await payment.attempt(pod)).is === 'posted') return true;
      }
      await delay(ASK_EVERY_MS);
    }
    return false;
  }

  /** Whoever was to end a pod has started it again by now: this one ended by itself. The run goes on all the same. */
  private async revive({ pod }: WiredPod): Promise<void> {
    const now = this.recorder.now();
    this.recorder.note({ kind: 'death', pod: pod.name, log: pod.lastLines(25), start: now, end: now });
    await pod.restart();
  }
}
