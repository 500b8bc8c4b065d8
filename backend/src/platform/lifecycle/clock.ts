import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

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

/** What recurs, and so has an end. */
interface Recurring {
  /** Begins no further run; resolves when the one under way is over. */
  stop(): Promise<void>;
}

/** The clockwork of a pod: what has to be done again and again, until the pod ends. */
@Injectable()
export class Timers implements OnModuleDestroy {
  private readonly logger = new Logger(Timers.name);
  private readonly recurring = new Set<Recurring>();

  /**
   * Runs a task every so many milliseconds, for the first time after as many. A run that takes longer is not overtaken:
   * the times that pass meanwhile are left out. A failure is logged, the first of several in a row as a warning, and the
   * next run tries again. It ends with the pod, which waits for a run that is under way.
   */
  every(intervalMs: number, task: () => void | Promise<void>): Recurring {
    let running: Promise<void> | undefined;
    let failing = false;
    const run = async (): Promise<void> => {
      try {
        await task();
        failing = false;
      } catch (error) {
        this.logger[failing ? 'debug' : 'warn']({ err: error }, 'a recurring task failed; it is tried again');
        failing = true;
      }
    };
    const timer = setInterval(() => {
      running ??= run().finally(() => (running = undefined));
    }, intervalMs).unref();
    const recurring: Recurring = {
      stop: async () => {
        clearInterval(timer);
        this.recurring.delete(recurring);
        await running;
      },
    };
    this.recurring.add(recurring);
    return recurring;
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.recurring].map((each) => each.stop()));
  }
}
