import type { Socket } from 'node:net';

/** What holds for a direction of a connection at the moment. */
export interface Weather {
  delayMs: number;
  /** 0 is no bound. */
  bytesPerSecond: number;
}

export interface FlowRules {
  /** Asked for each piece when it comes. */
  weather: () => Weather;
  /** Whether nothing may pass now. */
  frozen: () => boolean;
  /** What passes of a piece that is due, which is empty for the end of a side; nothing when it is lost. */
  pass: (piece: Buffer) => Buffer | undefined;
}

type Item = { dueAt: number } & ({ piece: Buffer } | { end: 'in order' | 'broken' });

const LARGEST_QUEUE = 256 * 1024;

/** One direction of a connection: pieces pass in order, each when it is due. */
export class Flow {
  private readonly queue: Item[] = [];
  private queuedBytes = 0;
  private lastDueAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private full = false;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly rules: FlowRules,
  ) {
    from.on('data', (piece: Buffer) => {
      this.take({ piece });
    });
    from.once('end', () => {
      this.take({ end: 'in order' });
    });
    let failed = false;
    from.once('error', () => (failed = true));
    from.once('close', () => {
      this.take({ end: failed ? 'broken' : 'in order' });
    });
    to.on('drain', () => {
      this.full = false;
      this.pump();
    });
  }

  /** Passes what is due; to be called when the weather has changed. */
  pump(): void {
    clearTimeout(this.timer);
    for (let head = this.queue[0]; head && !this.full && !this.rules.frozen(); head = this.queue[0]) {
      const waitMs = head.dueAt - performance.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => {
          this.pump();
        }, waitMs);
        return;
      }
      this.queue.shift();
      this.deliver(head);
    }
  }

  /** Forgets what has not passed. */
  stop(): void {
    clearTimeout(this.timer);
    this.queue.length = 0;
  }

  private take(what: { piece: Buffer } | { end: 'in order' | 'broken' }): void {
    const { delayMs, bytesPerSecond } = this.rules.weather();
    const length = 'piece' in what ? what.piece.length : 0;
    const carriedMs = bytesPerSecond > 0 ? (length / bytesPerSecond) * 1000 : 0;
    this.lastDueAt = Math.max(this.lastDueAt, performance.now() + delayMs) + carriedMs;
    this.queue.push({ ...what, dueAt: this.lastDueAt });
    this.queuedBytes += length;
    if (this.queuedBytes > LARGEST_QUEUE) this.from.pause();
    this.pump();
  }

  private deliver(item: Item): void {
    if ('end' in item) {
      if (!this.rules.pass(Buffer.alloc(0))) return;
      if (item.end === 'broken') this.to.resetAndDestroy();
      else this.to.end();
      return;
    }
    this.queuedBytes -= item.piece.length;
    if (this.queuedBytes <= LARGEST_QUEUE) this.from.resume();
    const passed = this.rules.pass(item.piece);
    if (passed && passed.length > 0 && this.to.writable) this.full = !this.to.write(passed);
  }
}
