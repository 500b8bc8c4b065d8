import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import { toParty } from '../accounts/account.dto';
import type { OwnedAccount } from '../accounts/accounts.types';
import { LedgerHistoryService } from '../ledger/ledger-history.service';
import type { PostedTransfer } from '../ledger/posting.types';
import { DomainError } from '../platform/errors/domain-error';
import { BatchesService } from './batches.service';
import {
  type ProvenanceDto,
  toTransferDto,
  type TransferDto,
  type TransferPageDto,
  type TransfersQuery,
} from './transfer.dto';

/** Transfers over all of a user's accounts. */
@Injectable()
export class TransferHistoryService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly history: LedgerHistoryService,
    private readonly batches: BatchesService,
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
    throw noSuchTransfer();
  }

  /** How a transfer was made, as far as the ledger and the batches that are remembered tell. */
  async provenance(userId: string, id: string): Promise<ProvenanceDto> {
    const transfer = await this.history.transfer(id);
    const parties = await this.partiesOf(transfer ? [transfer] : []);
    if (!transfer || ![...parties.values()].some(({ holderId }) => holderId === userId)) throw noSuchTransfer();
    const [entries, batch] = await Promise.all([this.history.entriesOf(id), this.batches.of(id, transfer.createdAt)]);
    const { currency, createdAt, idempotency } = transfer;
    return {
      currency,
      createdAt,
      idempotencyKey: idempotency?.initiatedBy === userId ? idempotency.key : null,
      entries: entries.flatMap(({ accountId, seq, amount }) => {
        const account = parties.get(accountId);
        return account ? { account: toParty(account), own: account.holderId === userId, seq, amount } : [];
      }),
      batch,
    };
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

function noSuchTransfer(): DomainError {
  return new DomainError('not_found', 'You have no transfer with this id.');
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
