import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import type { OwnedAccount } from '../accounts/accounts.types';
import { LedgerHistoryService } from '../ledger/ledger-history.service';
import type { PostedTransfer } from '../ledger/posting.types';
import { DomainError } from '../platform/errors/domain-error';
import { toTransferDto, type TransferDto, type TransferPageDto, type TransfersQuery } from './transfer.dto';

/** Transfers over all of a user's accounts. */
@Injectable()
export class TransferHistoryService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly history: LedgerHistoryService,
  ) {}

  /** Newest first. One between two own accounts is told once, from the payer's side unless `in` was asked for. */
  async list(userId: string, { limit, cursor, direction, from, to }: TransfersQuery): Promise<TransferPageDto> {
    const own = new Set((await this.accounts.accountsOf(userId)).map(({ id }) => id));
    const found = await this.history.transfers([...own], {
      limit: limit + 1,
      cursor,
      direction,
      from,
      to,
    });
    const page = found.slice(0, limit);
    const parties = await this.partiesOf(page);
    const items = page.map((transfer) =>
      view(transfer, direction ?? (own.has(transfer.fromId) ? 'out' : 'in'), parties),
    );
    return { items, next: found.length > limit ? (page.at(-1)?.transferId ?? null) : null };
  }

  async get(userId: string, id: string): Promise<TransferDto> {
    const transfer = await this.history.transfer(id);
    const parties = await this.partiesOf(transfer ? [transfer] : []);
    if (transfer && parties.get(transfer.fromId)?.holderId === userId) return view(transfer, 'out', parties);
    if (transfer && parties.get(transfer.toId)?.holderId === userId) return view(transfer, 'in', parties);
    throw new DomainError('not_found', 'You have no transfer with this id.');
  }

  /** The customers a user had to do with lately, latest first, each once. */
  async recentCounterparties(userId: string, limit: number): Promise<OwnedAccount[]> {
    const own = (await this.accounts.accountsOf(userId)).map(({ id }) => id);
    const latest = await this.history.transfers(own, { limit: limit * 5 });
    const others = new Set(latest.flatMap(({ fromId, toId }) => [fromId, toId]).filter((id) => !own.includes(id)));
    const parties = await this.accounts.parties([...others]);
    const customers = [...others].flatMap((id) => parties.get(id) ?? []).filter(({ holderId }) => holderId !== null);
    return customers.slice(0, limit);
  }

  private partiesOf(transfers: readonly PostedTransfer[]): Promise<Map<number, OwnedAccount>> {
    return this.accounts.parties(transfers.flatMap(({ fromId, toId }) => [fromId, toId]));
  }
}

function view(
  transfer: PostedTransfer,
  direction: TransferDto['direction'],
  parties: Map<number, OwnedAccount>,
): TransferDto {
  const from = parties.get(transfer.fromId);
  const to = parties.get(transfer.toId);
  if (!from || !to) throw new Error(`Transfer ${transfer.transferId} has a side without an account`);
  return toTransferDto(transfer, direction, from, to);
}
