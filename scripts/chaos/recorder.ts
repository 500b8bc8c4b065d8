import type { Fact } from './checker/history';

/** Notes what happens, with the time since the run began. */
export class Recorder {
  readonly history: Fact[] = [];
  /** Calls made so far. */
  requests = 0;
  private readonly began = performance.now();

  now(): number {
    return performance.now() - this.began;
  }

  note(fact: Fact): void {
    this.history.push(fact);
  }
}
