import { keptInTab } from '../core/storage';
import type { Payment } from './payment';

const STAGES: readonly unknown[] = ['edit', 'review', 'sent', 'done', 'reused'] satisfies Payment['stage'][];

/** Keeps the payment of one user over a reload, or a new sign-in, in this tab. */
export class PaymentMemory {
  private readonly name: string;

  constructor(userId: string) {
    this.name = `bank.payment.${userId}`;
  }

  load(): Payment | null {
    const text = keptInTab.get(this.name);
    if (text === null) return null;
    try {
      const payment = JSON.parse(text) as Payment;
      return STAGES.includes(payment.stage) ? payment : null;
    } catch {
      return null;
    }
  }

  save(payment: Payment): void {
    keptInTab.set(this.name, JSON.stringify(payment));
  }
}
