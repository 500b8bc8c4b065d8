import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

/** What recurs, and so has an end. */
export interface Recurring {
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
