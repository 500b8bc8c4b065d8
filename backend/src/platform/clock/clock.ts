import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';

/**
 * What time it is for what the bank records. A task may be run as if it were another moment, which holds for everything it
 * awaits and for nothing else on this pod: so a seeded history is made by the services that customers use.
 */
@Injectable()
export class Clock {
  private readonly moments = new AsyncLocalStorage<Date>();
  private travelling = 0;

  now(): Date {
    return this.moments.getStore() ?? new Date();
  }

  /** Runs a task as if it were that moment. What it hands to work that others began, as a batch is, has to carry its time along. */
  async at<T>(moment: Date, task: () => Promise<T>): Promise<T> {
    this.travelling += 1;
    try {
      return await this.moments.run(moment, task);
    } finally {
      this.travelling -= 1;
      // Node follows every promise of the process for as long as this is in use.
      if (this.travelling === 0) this.moments.disable();
    }
  }
}
