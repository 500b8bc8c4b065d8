import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

const LOOK_EVERY_MS = 5000;
/** Share of time the event loop is at work, from which on it counts as busy, and below which as at rest. */
const BUSY = 0.3;
const AT_REST = 0.05;
/** Looks in a row that must find it at rest: a pause of seconds is none, and the next rush starts slower after it. */
const LOOKS_AT_REST = 3;
/** V8 gives up the room it has for young objects only when it finds that few were made since the collection before. */
const COLLECTIONS = 2;

/**
 * Gives the memory of a busy time back once it is over. V8 collects when it needs room, and a pod at rest needs none: it
 * would hold on to the garbage of its last rush for hours.
 */
@Injectable()
export class MemoryRelease implements OnModuleInit, OnApplicationShutdown {
  private readonly collect = garbageCollector();
  private timer: NodeJS.Timeout | undefined;
  private before = performance.eventLoopUtilization();
  private wasBusy = false;
  private looksAtRest = 0;

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.look();
    }, LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.before);
    this.before = now;
    if (utilization > BUSY) this.wasBusy = true;
    this.looksAtRest = utilization > AT_REST ? 0 : this.looksAtRest + 1;
    if (!this.wasBusy || this.looksAtRest < LOOKS_AT_REST) return;
    this.collect();
    if (this.looksAtRest === LOOKS_AT_REST + COLLECTIONS - 1) this.wasBusy = false;
  }
}

/** What --expose-gc would make global, without handing it to everybody. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
