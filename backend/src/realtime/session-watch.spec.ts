import { Logger } from '@nestjs/common';
import { Timers } from '../platform/lifecycle/clock';
import type { PodBus } from '../platform/redis/pod-bus';
import type { SessionStore } from '../sessions/session.store';
import { SessionEvents } from '../sessions/sessions.events';
import type { OpenSockets } from './open-sockets';
import { SessionWatch } from './session-watch';

const CHECK_EVERY_MS = 30_000;
const TICK_MS = 1000;

describe('the watch over the sessions of sockets', () => {
  const hashes = Array.from({ length: 120 }, (_, i) => `session ${String(i)}`);
  let away: boolean;
  let asked: number;
  let open: Set<string>;
  let watch: SessionWatch;
  let timers: Timers;

  beforeEach(async () => {
    jest.useFakeTimers();
    jest.spyOn(Logger.prototype, 'debug').mockImplementation();
    away = false;
    asked = 0;
    open = new Set(hashes);
    const sockets = {
      sessions: () => [...open],
      hasSession: (hash: string) => open.has(hash),
      endSession: (hash: string) => open.delete(hash),
    } as unknown as OpenSockets;
    let live = true;
    const store = {
      findByHash: () => {
        asked += 1;
        return away ? Promise.reject(new Error('away')) : Promise.resolve(live ? {} : null);
      },
    } as unknown as SessionStore;
    const bus = { on: () => undefined } as unknown as PodBus;
    timers = new Timers();
    watch = new SessionWatch(timers, sockets, store, new SessionEvents(), bus);
    watch.onModuleInit();
    for (const hash of hashes) await watch.check(hash);
    live = false;
    asked = 0;
  });

  afterEach(async () => {
    await timers.onModuleDestroy();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('closes the sockets of those that vanished without a word', async () => {
    await jest.advanceTimersByTimeAsync(CHECK_EVERY_MS + TICK_MS);
    expect(open.size).toBe(0);
  });

  it('asks again as soon as the store is back, not half a minute later', async () => {
    away = true;
    await jest.advanceTimersByTimeAsync(CHECK_EVERY_MS + TICK_MS);
    expect(open.size).toBe(hashes.length);
    away = false;
    await jest.advanceTimersByTimeAsync(2 * TICK_MS);
    expect(open.size).toBe(0);
  });

  it('does not ask for all of them again and again while the store is away', async () => {
    away = true;
    await jest.advanceTimersByTimeAsync(CHECK_EVERY_MS + TICK_MS);
    asked = 0;
    await jest.advanceTimersByTimeAsync(TICK_MS);
    expect(asked).toBeLessThan(hashes.length);
  });
});
