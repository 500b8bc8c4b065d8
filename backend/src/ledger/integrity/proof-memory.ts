import type { AccountId } from '../posting.types';
import type { LedgerIntegrityDto } from './integrity.dto';

/** Accounts whose proven state is remembered; further ones are proven from their first entry each time. */
const REMEMBERED_ACCOUNTS = 250_000;

/** Up to where an account is proven: entries never change, so the next proof goes on from here. */
export interface Proven {
  seq: number;
  balance: number;
}

/** What proofs of one ledger leave for the next ones. */
export class ProofMemory {
  latest: LedgerIntegrityDto | undefined;
  running: Promise<LedgerIntegrityDto> | undefined;
  private readonly proven = new Map<AccountId, Proven>();

  startOf(id: AccountId): Proven {
    return this.proven.get(id) ?? { seq: 0, balance: 0 };
  }

  remember(id: AccountId, proven: Proven): void {
    if (this.proven.size < REMEMBERED_ACCOUNTS || this.proven.has(id)) this.proven.set(id, proven);
  }
}
