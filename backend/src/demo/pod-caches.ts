import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import { IntegrityService } from '../ledger/integrity/integrity.service';
import { DomainError } from '../platform/errors/domain-error';
import { PodBus } from '../platform/redis/pod-bus';

/** Of the messages that have the other pods forget. */
const TOPIC = 'forget';

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
