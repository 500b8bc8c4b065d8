import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Timers } from '../platform/lifecycle/clock';
import { PodBus } from '../platform/redis/pod-bus';
import { SessionStore } from '../sessions/session.store';
import { SessionEvents, type SessionEnded } from '../sessions/sessions.events';
import { OpenSockets } from './open-sockets';

/** Of the messages by which pods tell each other that a session ended. */
const TOPIC = 'session-ended';
const CHECK_EVERY_MS = 30_000;
const TICK_MS = 1000;
/** Sessions looked at together. */
const STEP = 50;

/**
 * Keeps sockets no longer open than their session: closes them at once when a session ends on any pod, and asks for each
 * session every 30 seconds, which also renews it. One timer for all sockets of the pod.
 */
@Injectable()
export class SessionWatch implements OnModuleInit {
  private readonly logger = new Logger(SessionWatch.name);
  /** When each session is due, by its hash. */
  private readonly due = new Map<string, number>();

  constructor(
    private readonly timers: Timers,
    private readonly sockets: OpenSockets,
    private readonly store: SessionStore,
    private readonly events: SessionEvents,
    private readonly bus: PodBus,
  ) {}

  onModuleInit(): void {
    this.bus.on(TOPIC, (ended) => {
      const { hash, reason } = ended as SessionEnded;
      this.sockets.endSession(hash, reason);
    });
    this.events.ended.subscribe((end) => {
      this.ended(end);
    });
    this.timers.every(TICK_MS, () => this.checkDue());
  }

  /** Has every session looked at soon: what other pods said of them may have been lost. */
  checkAll(): void {
    this.due.clear();
    for (const hash of this.sockets.sessions())
      this.due.set(hash, performance.now() + Math.random() * CHECK_EVERY_MS * 0.1);
  }

  /**
   * Looks at a session right now and closes its sockets if it is gone.
   *
   * @returns whether the store answered; if not, the session is due again with the next tick
   */
  async check(hash: string): Promise<boolean> {
    this.due.set(hash, performance.now() + CHECK_EVERY_MS * (0.8 + Math.random() * 0.2));
    try {
      if ((await this.store.findByHash(hash)) === null) this.sockets.endSession(hash, 'expired');
      return true;
    } catch (error) {
      this.logger.debug(`A socket's session could not be looked at: ${(error as Error).message}`);
      this.due.set(hash, performance.now());
      return false;
    }
  }

  private ended(ended: SessionEnded): void {
    this.sockets.endSession(ended.hash, ended.reason);
    this.bus.publish(TOPIC, ended).catch((error: unknown) => {
      this.logger.warn(`The end of a session reaches other pods within 30 seconds only: ${(error as Error).message}`);
    });
  }

  private async checkDue(): Promise<void> {
    const now = performance.now();
    for (const hash of this.due.keys()) if (!this.sockets.hasSession(hash)) this.due.delete(hash);
    const due = [...this.due].filter(([, at]) => at <= now).map(([hash]) => hash);
    for (let from = 0; from < due.length; from += STEP) {
      const answered = await Promise.all(due.slice(from, from + STEP).map((hash) => this.check(hash)));
      // The others stay due: a store out of reach says nothing of them either.
      if (answered.includes(false)) return;
    }
  }
}
