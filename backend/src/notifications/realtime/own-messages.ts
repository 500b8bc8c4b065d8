import type { Redis } from 'ioredis';

/** How the adapter begins a message of serverSideEmit that awaits no answer: who sent it, and the number of that type. */
const EMITTED = /^\{"uid":"[^"]*","type":6,/;

type MessageListener = (channel: Buffer, message: Buffer) => void;

/**
 * Keeps from the adapter what it sent itself: Redis hands every message to its sender too, and the adapter would parse all
 * of it to learn that it may be ignored. A batch of pushes is a hundred kilobytes and more.
 */
export class OwnMessages {
  private prefix: Buffer | undefined;

  /** To be told of every message that is published. */
  published(message: unknown): void {
    if (this.prefix || typeof message !== 'string') return;
    const [prefix] = EMITTED.exec(message.slice(0, 64)) ?? [];
    if (prefix !== undefined) this.prefix = Buffer.from(prefix);
  }

  /** To be called before the adapter adds its listeners. */
  keepFrom(sub: Redis): void {
    const on = sub.on.bind(sub) as (event: string, listener: MessageListener) => Redis;
    const filtered = (event: string, listener: MessageListener): Redis => {
      if (event !== 'messageBuffer') return on(event, listener);
      return on(event, (channel, message) => {
        if (!this.sent(message)) listener(channel, message);
      });
    };
    sub.on = filtered as typeof sub.on;
  }

  private sent(message: Buffer): boolean {
    return this.prefix?.equals(message.subarray(0, this.prefix.length)) === true;
  }
}
