import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Subject } from 'rxjs';
import { newId } from '../database/uuid';

/** All events, by time. */
const KEY = 'events';
const LIFE_SECONDS = 12 * 3600;
const KEPT = 200;
/** What this pod told itself and can tell again to a Redis that has lost it. */
const REMEMBERED = 100;
/** By then every pod has noticed what one has. */
const CLAIMED_SECONDS = 5;

export const EVENT_KINDS = [
  'pod.started',
  'pod.draining',
  'pod.ready',
  'pod.gone',
  'sockets.moved',
  'redis.back',
  'postgres.away',
  'postgres.back',
  'ledger.proven',
  'ledger.broken',
  'bank.reset',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened to the bank as a whole; docs/realtime.md has what each kind says. */
export interface BankEvent {
  id: string;
  at: Date;
  kind: EventKind;
  pod: string | null;
  durationMs: number | null;
  count: number | null;
}

type Told = Pick<BankEvent, 'kind'> & Partial<BankEvent>;

/** What happened to the pods and to what they depend on: the latest events, in Redis for all to see. */
@Injectable()
export class PodEvents {
  /** Those that this pod tells. */
  readonly told = new Subject<BankEvent>();
  private readonly own: { score: number; json: string }[] = [];

  constructor(@InjectRedis() private readonly redis: Redis) {}

  /** Never fails: what Redis does not take now it is told with `tellAgain`. */
  async tell({ at = new Date(), pod = null, durationMs = null, count = null, kind }: Told): Promise<void> {
    const event: BankEvent = { id: newId(), at, kind, pod, durationMs, count };
    this.own.push({ score: at.getTime(), json: JSON.stringify(event) });
    if (this.own.length > REMEMBERED) this.own.shift();
    await this.write(this.own.slice(-1)).catch(() => undefined);
    this.told.next(event);
  }

  /** For a Redis that was away, and may have forgotten; what it knows stays as it is. */
  async tellAgain(): Promise<void> {
    if (this.own.length > 0) await this.write(this.own);
  }

  /** Of pods that notice the same, the one whose claim is granted tells it. */
  async claim(what: string): Promise<boolean> {
    const granted = await this.redis.set(`event-claim:${what}`, '1', 'EX', CLAIMED_SECONDS, 'NX').catch(() => null);
    return granted === 'OK';
  }

  /** Newest first. */
  async latest(limit: number): Promise<BankEvent[]> {
    const rows = await this.redis.zrevrange(KEY, 0, limit - 1);
    return rows.map((json) => {
      const event = JSON.parse(json) as BankEvent;
      return { ...event, at: new Date(event.at) };
    });
  }

  private async write(events: readonly { score: number; json: string }[]): Promise<void> {
    await this.redis.zadd(KEY, ...events.flatMap(({ score, json }) => [score, json]));
    await this.redis.zremrangebyrank(KEY, 0, -KEPT - 1);
    await this.redis.expire(KEY, LIFE_SECONDS);
  }
}
