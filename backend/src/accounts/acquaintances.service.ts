import { Injectable } from '@nestjs/common';
import { LedgerHistoryService } from '../ledger/ledger-history.service';
import type { AccountId } from '../ledger/posting.types';
import { AccountsService } from './accounts.service';

/** So many of the latest transfers of each account and side are looked through. */
const DEPTH = 250;

/** Who knows whom: money that goes one way makes nobody an acquaintance, since whoever has a cent can send it. */
@Injectable()
export class AcquaintancesService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly history: LedgerHistoryService,
  ) {}

  /** Ids of the users whom this one has paid and was paid by, from and to whichever of their accounts. */
  async of(userId: string): Promise<Set<string>> {
    const own = (await this.accounts.accountsOf(userId)).map(({ id }) => id);
    const { payees, payers } = await this.history.payeesAndPayers(own, DEPTH);
    const parties = await this.accounts.parties([...payees, ...payers]);
    const holders = (ids: readonly AccountId[]): string[] => ids.flatMap((id) => parties.get(id)?.holderId ?? []);
    const paid = new Set(holders(payees));
    return new Set(holders(payers).filter((id) => id !== userId && paid.has(id)));
  }
}
