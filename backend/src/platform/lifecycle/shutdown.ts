import { Injectable, Logger } from '@nestjs/common';

type Step = () => Promise<void>;

/** What has to happen before this pod ends. `exitGracefully` in the file beside runs it. */
@Injectable()
export class Shutdown {
  private readonly logger = new Logger(Shutdown.name);
  private readonly socketClosers: Step[] = [];
  private readonly drains: Step[] = [];
  private begun = false;

  /** From the moment the pod was told to end; readiness fails then. */
  get shuttingDown(): boolean {
    return this.begun;
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
    return this.run(this.socketClosers);
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
