import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config';
import { AuditLog } from '../platform/observability/audit-log';
import { RateLimiter } from '../platform/limits/rate-limiter';
import { SessionStore } from '../sessions/session.store';
import { DemoSeed } from './demo-seed';
import { PERSONAS } from './personas';
import { PodCaches } from './pod-caches';
import { ResetFunction } from './reset-function';
import type { PersonasDto } from './demo.dto';

/** Support for tests and trainers: the way back to the seed. Only there with TEST_SUPPORT. */
@Injectable()
export class TestingService {
  constructor(
    private readonly config: Config,
    private readonly resetFunction: ResetFunction,
    private readonly sessions: SessionStore,
    private readonly caches: PodCaches,
    private readonly limiter: RateLimiter,
    private readonly audit: AuditLog,
    private readonly demoSeed: DemoSeed,
  ) {}

  /** Back to the seed, for everyone: all sessions end, no lock or limit is left, and every pod has forgotten what it knew before this resolves. */
  async reset(): Promise<void> {
    await this.demoSeed.alone(async () => {
      await this.resetFunction.call();
      await this.sessions.endAll('reset');
      await this.limiter.resetAll();
      await this.caches.forgetEverywhere();
      if (this.config.demoSeed) await this.demoSeed.fill();
    });
    this.audit.record('bank.reset');
  }

  personas(): PersonasDto {
    return { items: this.config.demoSeed ? [...PERSONAS] : [] };
  }
}
