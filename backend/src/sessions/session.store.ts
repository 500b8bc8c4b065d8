import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable, Logger } from '@nestjs/common';
import DataLoader from 'dataloader';
import { Cluster, type Redis } from 'ioredis';
import type { Counter } from 'prom-client';
import { Config } from '../platform/config/config';
import { AuditLog } from '../platform/observability/audit-log';
import { Metrics } from '../platform/observability/metrics';
import { scanKeys } from '../platform/redis/redis-client';
import { handleOf, hashOf, idFault, isSessionId, newSessionId } from './session-id';
import { type SessionEndReason, SessionEvents } from './sessions.events';
import {
  type ActiveSession,
  expiryOf,
  isRenewalDue,
  type OpenedSession,
  type SessionLimits,
  type SessionOrigin,
  type SessionRecord,
} from './sessions.types';

/** A user's sessions beyond this many end, those first that would expire first. */
const SESSIONS_PER_USER = 50;
/** Index entries are dropped this long after their session, so that pods whose clocks differ drop none too early. */
const INDEX_SLACK_MS = 60_000;

/**
 * The sessions in Redis: `session:<hash>` holds one as JSON for as long as it lives, `user-sessions:<userId>` indexes a
 * user's by expiry. Only hashes of session ids are kept.
 *
 * A live session whose id was told is always in its user's index, so that a password change reaches it: `open` indexes it
 * before it resolves, and it leaves the index only once it is gone. Writing the session first matters: indexed before it
 * is there, it could be ended in vain. The two keys may lie in different slots of a cluster, so no command touches both.
 */
@Injectable()
export class SessionStore {
  private readonly logger = new Logger(SessionStore.name);
  private readonly limits: SessionLimits;
  private readonly opened: Counter;
  private readonly ended: Counter;
  /** Hashes being renewed by this pod: of many requests at once, one renews. */
  private readonly renewing = new Set<string>();
  /** Sessions asked for in the same turn of the event loop are read together. It remembers nothing. */
  private readonly records = new DataLoader<string, string | null>((hashes) => this.readTogether(hashes), {
    cache: false,
    batchScheduleFn: setImmediate,
  });

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly events: SessionEvents,
    private readonly audit: AuditLog,
    private readonly config: Config,
    metrics: Metrics,
  ) {
    this.opened = metrics.counter('bank_sessions_opened_total', 'Sessions opened');
    this.ended = metrics.counter(
      'bank_sessions_ended_total',
      'Sessions ended by logout, revocation or a password change',
    );
    this.limits = { idleMs: config.sessionIdleSeconds * 1000, maxMs: config.sessionMaxSeconds * 1000 };
  }

  /** Fails where no session could be opened now. */
  async assertReachable(): Promise<void> {
    await this.redis.exists(sessionKey(''));
  }

  /** Opens a session; the oldest ones of a user who has too many end. */
  open(userId: string, origin: SessionOrigin): Promise<OpenedSession> {
    return this.start(userId, Date.now(), origin);
  }

  /**
   * Gives a session another id and handle; its absolute limit stays. The old id works until `end` is called for it.
   *
   * @param session as the guard found it
   */
  renewId({ userId, createdAt }: ActiveSession, origin: SessionOrigin): Promise<OpenedSession> {
    return this.start(userId, createdAt.getTime(), origin);
  }

  private async start(userId: string, createdAt: number, origin: SessionOrigin): Promise<OpenedSession> {
    const sessionId = newSessionId();
    const hash = hashOf(sessionId);
    const now = Date.now();
    const record = { userId, createdAt, lastSeenAt: now, ...origin };
    const expiry = expiryOf(record, this.limits);
    await this.redis.set(sessionKey(hash), JSON.stringify(record), 'PX', expiry - now);
    const excess = await this.index(userId, hash, expiry);
    for (const old of excess) await this.end(userId, old, 'revoked');
    this.opened.inc();
    return { ...this.active(hash, record), sessionId };
  }

  /** The live session of a session id, or null. One key read; a use past half of its life renews it in the background. */
  async find(sessionId: string): Promise<ActiveSession | null> {
    return isSessionId(sessionId) ? this.findByHash(hashOf(sessionId)) : null;
  }

  /** As `find`, for who holds only the hash. */
  async findByHash(hash: string): Promise<ActiveSession | null> {
    const record = await this.read(hash);
    if (!record) return null;
    const now = Date.now();
    if (!isRenewalDue(record, this.limits, now)) return this.active(hash, record);
    const renewed = { ...record, lastSeenAt: now };
    void this.renew(hash, renewed, now);
    return this.active(hash, renewed);
  }

  /** Why an id is refused that `find` found no session of. */
  refusalOf(sessionId: string): string {
    return isSessionId(sessionId) ? 'The session has ended or never was; sign in again.' : idFault(sessionId);
  }

  /** A user's live sessions, in no particular order. */
  async list(userId: string): Promise<ActiveSession[]> {
    const hashes = await this.hashes(userId);
    const found = await Promise.all(
      hashes.map(async (hash) => {
        const record = await this.read(hash);
        return record ? [this.active(hash, record)] : [];
      }),
    );
    return found.flat();
  }

  /**
   * Ends a session on every pod at once. Announced even when it was gone already: a socket may be left of it.
   *
   * @returns whether it was there
   */
  async end(userId: string, hash: string, reason: SessionEndReason): Promise<boolean> {
    const ended = await this.redis.del(sessionKey(hash));
    await this.redis.zrem(indexKey(userId), hash);
    this.ended.inc(ended);
    // All those of a reset are one event of the bank's.
    if (reason !== 'reset') this.audit.record('session.ended', { userId, session: handleOf(hash), reason });
    this.events.ended.next({ userId, hash, reason });
    return ended > 0;
  }

  /** Ends every session of a user but one. */
  async endOthers(userId: string, keepHash: string, reason: SessionEndReason): Promise<void> {
    const hashes = await this.hashes(userId);
    await Promise.all(hashes.filter((hash) => hash !== keepHash).map((hash) => this.end(userId, hash, reason)));
  }

  /** Ends every session of everybody. */
  async endAll(reason: SessionEndReason): Promise<void> {
    const begin = indexKey('');
    for await (const keys of scanKeys(this.redis, this.config.redis.prefix, begin))
      await Promise.all(keys.map((key) => this.endOthers(key.slice(begin.length), '', reason)));
  }

  /** Adds a session to its user's index, drops what expired from it and answers the hashes beyond the bound. */
  private async index(userId: string, hash: string, expiry: number): Promise<string[]> {
    const key = indexKey(userId);
    // In this order: the bound is that of the index with the new one in it and without those that expired.
    const answers = await this.redis
      .pipeline()
      .zadd(key, expiry, hash)
      .expire(key, Math.ceil((this.limits.maxMs + INDEX_SLACK_MS) / 1000))
      .zremrangebyscore(key, '-inf', Date.now() - INDEX_SLACK_MS)
      .zrange(key, 0, -(SESSIONS_PER_USER + 1))
      .exec();
    const failure = answers?.find(([error]) => error !== null)?.[0];
    if (failure) throw failure;
    return answers?.at(-1)?.[1] as string[];
  }

  /**
   * Writes a session with its life prolonged. XX on both keys: one revoked meanwhile stays gone. A failure is only logged,
   * the next use tries again.
   */
  private async renew(hash: string, record: SessionRecord, now: number): Promise<void> {
    if (this.renewing.has(hash)) return;
    this.renewing.add(hash);
    try {
      const expiry = expiryOf(record, this.limits);
      await this.redis.zadd(indexKey(record.userId), 'XX', expiry, hash);
      await this.redis.set(sessionKey(hash), JSON.stringify(record), 'PX', Math.max(1, expiry - now), 'XX');
    } catch (error) {
      this.logger.warn({ err: error as Error }, 'a session could not be renewed');
    } finally {
      this.renewing.delete(hash);
    }
  }

  private async read(hash: string): Promise<SessionRecord | null> {
    const json = await this.records.load(hash);
    if (json === null) return null;
    const record = JSON.parse(json) as SessionRecord;
    return expiryOf(record, this.limits) > Date.now() ? record : null;
  }

  /** The keys of sessions lie all over a cluster, which reads together only what one of its slots holds. */
  private readTogether(hashes: readonly string[]): Promise<(string | null | Error)[]> {
    const keys = hashes.map(sessionKey);
    const client: unknown = this.redis;
    if (!(client instanceof Cluster)) return this.redis.mget(keys);
    return Promise.all(keys.map((key) => client.get(key).catch((error: unknown) => error as Error)));
  }

  private hashes(userId: string): Promise<string[]> {
    return this.redis.zrange(indexKey(userId), 0, -1);
  }

  private active(hash: string, record: SessionRecord): ActiveSession {
    return {
      hash,
      userId: record.userId,
      createdAt: new Date(record.createdAt),
      lastSeenAt: new Date(record.lastSeenAt),
      expiresAt: new Date(expiryOf(record, this.limits)),
      address: record.address,
      userAgent: record.userAgent,
    };
  }
}

function sessionKey(hash: string): string {
  return `session:${hash}`;
}

function indexKey(userId: string): string {
  return `user-sessions:${userId}`;
}
