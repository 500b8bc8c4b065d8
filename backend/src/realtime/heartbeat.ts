import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Timers } from '../platform/lifecycle/timers';
import { OpenSockets } from './open-sockets';

const BEAT_EVERY_MS = 5000;

/** Tells every page again and again that its connection lives, and parts from those that do not listen. */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap {
  constructor(
    private readonly timers: Timers,
    private readonly sockets: OpenSockets,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.every(BEAT_EVERY_MS, () => {
      this.beat();
    });
  }

  private beat(): void {
    this.sockets.dropLaggards();
    this.sockets.emitToAll('beat', { at: new Date().toISOString() });
  }
}
