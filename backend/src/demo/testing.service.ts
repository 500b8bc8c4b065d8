import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service';
import { IntegrityService } from '../ledger/integrity/integrity.service';
import { Config } from '../platform/config/config';
import { sqlState } from '../platform/database/database-errors';
import { DomainError } from '../platform/errors/domain-error';
import { PodEvents } from '../platform/lifecycle/pod-events';
import { RateLimiter } from '../platform/limits/rate-limits';
import { AuditLog } from '../platform/observability/audit-log';
import { PodBus } from '../platform/redis/pod-bus';
import { SessionStore } from '../sessions/session.store';
import { DemoSeed } from './demo-seed';
import type { PersonasDto } from './demo.dto';
import { PERSONAS } from './personas';
import { CALL_RESET } from './reset.sql';

/** Of the messages that have the other pods forget. */
const TOPIC = 'forget';
const DEADLOCK = '40P01';
/** There is no such function, or this pod may not call it. */
const NOT_OURS = ['42883', '42501'];
const ATTEMPTS = 3;

/** What pods remember of accounts and proofs, which a reset makes untrue. */
@Injectable()
export class PodCaches implements OnModuleInit {
  constructor(
    private readonly bus: PodBus,
    private readonly accounts: AccountsService,
    private readonly integrity: IntegrityService,
  ) {}

  onModuleInit(): void {
    this.bus.on(TOPIC, () => {
      this.forget();
    });
    // There may have been a reset that this pod did not hear of.
    this.bus.restored.subscribe(() => {
      this.forget();
    });
  }

  /** @throws DomainError dependency_unavailable when not every pod has said that it forgot */
  async forgetEverywhere(): Promise<void> {
    this.forget();
    try {
      await this.bus.confirm(TOPIC, null);
    } catch (cause) {
      throw new DomainError('dependency_unavailable', 'Not every pod has dropped what it remembers; try again.', {
        retryAfterSeconds: 2,
        cause,
      });
    }
  }

  private forget(): void {
    this.accounts.forget();
    this.integrity.forget();
  }
}

/** Support for tests and trainers: the way back to the seed. Only there with TEST_SUPPORT. */
@Injectable()
export class TestingService {
  constructor(
    private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly sessions: SessionStore,
    private readonly caches: PodCaches,
    private readonly limiter: RateLimiter,
    private readonly audit: AuditLog,
    private readonly events: PodEvents,
    private readonly demoSeed: DemoSeed,
  ) {}

  /** Back to the seed, for everyone: all sessions end, no lock or limit is left, and every pod has forgotten what it knew before this resolves. */
  async reset(): Promise<void> {
    await this.demoSeed.alone(async () => {
      await this.empty();
      await this.sessions.endAll('reset');
      await this.limiter.resetAll();
      await this.caches.forgetEverywhere();
      if (this.config.demoSeed) await this.demoSeed.fill();
    });
    this.audit.record('bank.reset');
    await this.events.tell({ kind: 'bank.reset' });
  }

  personas(): PersonasDto {
    return { items: this.config.demoSeed ? [...PERSONAS] : [] };
  }

  /**
   * Empties the bank by the one way past the triggers that keep the ledger append-only: a function of the database, made by
   * the migration. It takes every table at once, so a batch that runs meanwhile can end in a deadlock with it.
   *
   * @throws DomainError dependency_unavailable where the migration was run without TEST_SUPPORT
   */
  private async empty(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.dataSource.query(CALL_RESET);
        return;
      } catch (error) {
        if (NOT_OURS.includes(sqlState(error) ?? ''))
          throw new DomainError(
            'dependency_unavailable',
            'The database has no reset for this pod: run the migration with TEST_SUPPORT=true as well.',
            { retryAfterSeconds: 60, cause: error },
          );
        if (sqlState(error) !== DEADLOCK || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
