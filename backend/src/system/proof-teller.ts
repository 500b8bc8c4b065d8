import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { debounceTime, filter } from 'rxjs';
import { IntegrityService } from '../ledger/integrity/integrity.service';
import { type EventKind, PodEvents } from '../platform/lifecycle/pod-events';

/** After these everybody wants to know whether a cent was lost. */
const UNSETTLING: readonly EventKind[] = ['pod.gone', 'sockets.moved', 'redis.back', 'postgres.back'];
const SETTLED_MS = 1000;

/** Has the ledger proven after what could have harmed it, and tells what came of it. */
@Injectable()
export class ProofTeller implements OnModuleInit {
  private readonly logger = new Logger(ProofTeller.name);

  constructor(
    private readonly events: PodEvents,
    private readonly integrity: IntegrityService,
  ) {}

  onModuleInit(): void {
    const unsettling = this.events.told.pipe(filter(({ kind }) => UNSETTLING.includes(kind)));
    unsettling.pipe(debounceTime(SETTLED_MS)).subscribe(() => void this.prove());
  }

  private async prove(): Promise<void> {
    try {
      const { holds, entriesChecked: count, durationMs, checkedAt } = await this.integrity.proof(new Date());
      await this.events.tell({ kind: holds ? 'ledger.proven' : 'ledger.broken', count, durationMs, at: checkedAt });
    } catch (error) {
      this.logger.debug(`The ledger could not be proven: ${(error as Error).message}`);
    }
  }
}
