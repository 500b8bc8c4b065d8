import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';

type Step = () => Promise<void>;

/** What has to happen before this pod ends. `exitGracefully` in the file beside runs it. */
@Injectable()
export class Shutdown {
  private readonly logger = new Logger(Shutdown.name);
  private readonly socketClosers: Step[] = [];
  private readonly drains: Step[] = [];
  private begun = false;
  private resting = false;
  private closed = false;

  /** From the moment the pod was told to end; readiness fails then. */
  get shuttingDown(): boolean {
    return this.begun;
  }

  /** Whether readiness fails: for good, or until it has rested. */
  get leaving(): boolean {
    return this.begun || this.resting;
  }

  /** From the moment its sockets are closed no other is let in. */
  get socketsClosed(): boolean {
    return this.closed;
  }

  begin(): void {
    this.begun = true;
  }

  /** Adds what closes open sockets; run once no new connection is accepted. */
  onCloseSockets(step: Step): void {
    this.socketClosers.push(step);
  }

  /** Adds what finishes accepted work; run once every accepted request has its answer. */
  onDrain(step: Step): void {
    this.drains.push(step);
  }

  closeSockets(): Promise<void> {
    this.closed = true;
    return this.run(this.socketClosers);
  }

  /**
   * Has the pod do for a while what it does when it ends: it is not ready, then without sockets; and then it is back, unless
   * it was told to end meanwhile.
   *
   * @param noticeMs from not being ready to the close of its sockets, for traffic to be led elsewhere
   */
  async rest(durationMs: number, noticeMs: number): Promise<void> {
    if (this.leaving) return;
    this.resting = true;
    const over = delay(durationMs, undefined, { ref: false });
    await delay(Math.min(noticeMs, durationMs), undefined, { ref: false });
    await this.closeSockets();
    await over;
    this.resting = false;
    this.closed = this.begun;
  }

  drain(): Promise<void> {
    return this.run(this.drains);
  }

  /** One step that fails does not keep the others from running. */
  private async run(steps: readonly Step[]): Promise<void> {
    for (const result of await Promise.allSettled(steps.map((step) => step())))
      if (result.status === 'rejected') this.logger.error(result.reason);
  }
}
