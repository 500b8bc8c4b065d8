import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service';
import { IntegrityService } from '../ledger/integrity/integrity.service';
import { Config } from '../platform/config/config';
import { sqlState } from '../platform/database/database-errors';
import { DomainError } from '../platform/errors/domain-error';
import { PodEvents } from '../platform/lifecycle/pod-events';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import { Shutdown } from '../platform/lifecycle/shutdown';
import { RateLimiter } from '../platform/limits/rate-limits';
import { AuditLog } from '../platform/observability/audit-log';
import { PodBus } from '../platform/redis/pod-bus';
import { SessionStore } from '../sessions/session.store';
import { DemoSeed } from './demo-seed';
import type { DrainDto, PersonasDto } from './demo.dto';
import { PERSONAS } from './personas';
import { CALL_RESET } from './reset.sql';

/** Of the messages that have the other pods forget. */
const FORGET = 'forget';
const DEADLOCK = '40P01';
/** There is no such function, or this pod may not call it. */
const NOT_OURS = ['42883', '42501'];
const ATTEMPTS = 3;
/** Of the messages by which a pod is told to drain itself. */
const DRAIN = 'drain';
/** What stands in front of the pods has seen by then that one is not ready. */
const NOTICE_MS = 1500;

/** What pods remember of accounts and proofs, which a reset makes untrue. */
@Injectable()
export class PodCaches implements OnModuleInit {
  constructor(
    private readonly bus: PodBus,
    private readonly accounts: AccountsService,
    private readonly integrity: IntegrityService,
  ) {}

  onModuleInit(): void {
    this.bus.on(FORGET, () => {
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
      await this.bus.confirm(FORGET, null);
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

/** Shows what an upgrade does to a pod and its people, without an end of the pod: it comes back by itself. */
@Injectable()
export class PodDrain implements OnModuleInit {
  constructor(
    private readonly bus: PodBus,
    private readonly events: PodEvents,
    private readonly registry: PodRegistry,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    this.bus.on(DRAIN, (asked) => {
      const { pod, seconds } = asked as DrainDto;
      if (pod === this.registry.name) void this.drain(seconds);
    });
  }

  /** @throws DomainError not_found when there is no such pod */
  async start({ pod, seconds }: DrainDto): Promise<void> {
    if (pod === this.registry.name) {
      void this.drain(seconds);
      return;
    }
    if (!(await this.registry.names()).includes(pod))
      throw new DomainError('not_found', 'No pod of this name is alive.');
    await this.bus.confirm(DRAIN, { pod, seconds });
  }

  private async drain(seconds: number): Promise<void> {
    if (this.shutdown.leaving) return;
    const { name: pod } = this.registry;
    const rest = this.shutdown.rest(seconds * 1000, NOTICE_MS);
    await this.say('pod.draining', pod);
    await rest;
    if (!this.shutdown.shuttingDown) await this.say('pod.ready', pod);
  }

  private async say(kind: 'pod.draining' | 'pod.ready', pod: string): Promise<void> {
    await this.registry.beat().catch(() => undefined);
    await this.events.tell({ kind, pod });
  }
}
