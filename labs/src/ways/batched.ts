import type { LedgerService } from '../../../backend/src/ledger/ledger.service';
import type { Posting } from '../../../backend/src/ledger/posting.types';
import type { UnitsOfWork } from '../../../backend/src/platform/database/unit-of-work';
import type { Outcome } from './way';

/**
 * The bank's own way, with its own ledger and all that this checks and writes. What arrives while one batch commits is
 * the next batch: one lock pass, in id order, and one commit for all of it, decided one after the other in memory.
 */
export class Batched {
  private waiting: { posting: Posting; resolve: (outcome: Outcome) => void; reject: (error: unknown) => void }[] = [];
  private posting: Promise<void> | undefined;

  constructor(
    private readonly ledger: LedgerService,
    private readonly units: UnitsOfWork,
  ) {}

  move(posting: Posting): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ posting, resolve, reject });
      this.posting ??= this.post();
    });
  }

  private async post(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, 256);
      const postings = batch.map(({ posting }) => posting);
      try {
        const outcomes = await this.units.run((tx) => this.ledger.post(tx, postings));
        for (const [i, { resolve }] of batch.entries()) resolve(outcomes[i]?.status === 'posted' ? 'moved' : 'refused');
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.posting = undefined;
  }
}
