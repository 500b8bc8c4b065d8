import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Socket } from 'socket.io';
import { Config } from '../platform/config/config';
import { DomainError } from '../platform/errors/domain-error';
import { callerAddress, networkOf } from '../platform/http/caller-address';

/** Packets that a client may send at once; it has only to say who it is, and later to answer pings. */
const PACKETS_AT_ONCE = 8;
/** Time after which it may send one more. */
const PACKET_EVERY_MS = 10_000;
/** Connections of one address (of one IPv6 network) that have not yet said who they are. */
const WAITING_MAX = 200;
/** Handshakes of one address that are refused within a minute, before it is not even asked who it is. */
const REFUSED_MAX = 100;
/** What a client has to confirm the end of its connection. */
const CONFIRMED_WITHIN_MS = 1000;
const MINUTE_MS = 60_000;
const ADDRESSES_MAX = 10_000;

/** The connection below one or more sockets, as socket.io has it. */
type Connection = Socket['conn'];

/**
 * Keeps whoever has not signed in from keeping the pod busy: by many packets on one connection, many connections of one
 * address, or many handshakes that lead nowhere. What is counted by address is not where `RATE_LIMITS` is `relaxed`.
 */
@Injectable()
export class ConnectionLimits {
  private readonly logger = new Logger(ConnectionLimits.name);
  private readonly waiting = new Map<string, number>();
  private readonly refused = new LRUCache<string, number>({ max: ADDRESSES_MAX, ttl: MINUTE_MS });
  private readonly addresses = new WeakMap<Connection, string>();

  constructor(private readonly config: Config) {}

  /** To be called for each connection when it is opened, before anything came on it. */
  watch(connection: Connection): void {
    const address = networkOf(callerAddress(connection.request, this.config.trustProxy));
    this.addresses.set(connection, address);
    connection.once('close', () => {
      this.admitted(connection);
      // The client should confirm it; one that does not would hold on to what nobody counts any more.
      setTimeout(() => connection.request.socket.destroy(), CONFIRMED_WITHIN_MS).unref();
    });
    if (this.count(address, 1) > WAITING_MAX && this.byAddress) this.cut(connection, 'too many connections');
    const opened = performance.now();
    let packets = 0;
    connection.on('packet', () => {
      packets += 1;
      if (packets > PACKETS_AT_ONCE + (performance.now() - opened) / PACKET_EVERY_MS)
        this.cut(connection, 'too many packets');
    });
  }

  /** @throws DomainError too_many_requests when the address is not to be asked who it is any more */
  check(connection: Connection): void {
    if (!this.byAddress || (this.refused.get(this.addresses.get(connection) ?? '') ?? 0) < REFUSED_MAX) return;
    throw new DomainError('too_many_requests', 'Too many connections were refused to this address; try again later.', {
      retryAfterSeconds: MINUTE_MS / 1000,
    });
  }

  /** Who it is was said, or the connection is closed. */
  admitted(connection: Connection): void {
    const address = this.addresses.get(connection);
    if (address === undefined) return;
    this.addresses.delete(connection);
    this.count(address, -1);
  }

  /** Who it is was not said as it should be. */
  refusedTo(connection: Connection): void {
    const address = this.addresses.get(connection);
    if (address === undefined) return;
    // The first one of a minute starts it; those after it do not prolong it.
    const ttl = this.refused.getRemainingTTL(address) || MINUTE_MS;
    this.refused.set(address, (this.refused.get(address) ?? 0) + 1, { ttl });
  }

  private get byAddress(): boolean {
    return this.config.rateLimits === 'strict';
  }

  private count(address: string, step: 1 | -1): number {
    const count = (this.waiting.get(address) ?? 0) + step;
    if (count === 0) this.waiting.delete(address);
    else this.waiting.set(address, count);
    return count;
  }

  /** Without a word, and so that nothing more is read of what is on its way already. */
  private cut(connection: Connection, why: string): void {
    this.logger.debug(`A connection of ${this.addresses.get(connection) ?? 'a signed-in user'} was cut: ${why}`);
    connection.close(true);
    connection.request.socket.destroy();
  }
}
