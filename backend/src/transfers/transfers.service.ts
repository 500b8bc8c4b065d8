import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import type { OwnedAccount } from '../accounts/accounts.types';
import { toMinor } from '../ledger/money';
import { Config } from '../platform/config/config';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/errors/domain-error';
import { Replayable } from '../platform/http/idempotency-key';
import { Clock } from '../platform/lifecycle/clock';
import { RecipientLookUps } from './recipients.service';
import { TransferBatcher } from './transfer-batcher';
import { toTransferDto, type TransferDto } from './transfer.dto';
import type { PaymentOrder, TransferCommand } from './transfers.types';

/** The use case: who pays whom is resolved here, the batch decides and posts. */
@Injectable()
export class TransfersService {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly accounts: AccountsService,
    private readonly lookUps: RecipientLookUps,
    private readonly batcher: TransferBatcher,
  ) {}

  /**
   * Sends money, durably once it resolves. Repeating a command with its key gives the first outcome again.
   *
   * @throws DomainError when it is refused; see the declared problems of POST /transfer
   */
  async transfer(command: TransferCommand): Promise<Replayable<TransferDto>> {
    assertWithinLimit(command.amount, this.config.transferMax);
    const recipient = command.to.toLowerCase();
    return this.lookUps.countUnlessMade(command.initiatedBy, recipient, () => this.send(command));
  }

  private async send(command: TransferCommand): Promise<Replayable<TransferDto>> {
    const [from, to] = await Promise.all([this.payer(command), this.recipient(command)]);
    const outcome = await this.batcher.submit(toOrder(command, from, to, this.clock.now()));
    if (outcome.status === 'refused') throw new DomainError(outcome.code, outcome.detail);
    return new Replayable(toTransferDto(outcome.transfer, 'out', from, to), outcome.status === 'replayed');
  }

  private payer({ from, initiatedBy }: TransferCommand): Promise<OwnedAccount> {
    return from === undefined || from === null
      ? this.accounts.primaryOf(initiatedBy)
      : this.accounts.own(initiatedBy, from);
  }

  private async recipient({ to }: TransferCommand): Promise<OwnedAccount> {
    const account = await this.accounts.resolve(to.toLowerCase());
    if (!account) throw new DomainError('recipient_not_found', NO_RECIPIENT);
    return account;
  }
}

export const NO_RECIPIENT = 'No customer has this alias or account number.';

/** @throws DomainError limit_exceeded */
export function assertWithinLimit(amount: number, transferMax: number): void {
  if (amount > transferMax)
    throw new DomainError('limit_exceeded', `A single transfer is at most ${String(transferMax)} minor units.`);
}

/** A command whose accounts are known, as the ledger is asked to post it. */
export function toOrder(command: TransferCommand, from: OwnedAccount, to: OwnedAccount, createdAt: Date): PaymentOrder {
  const memo = command.memo === '' ? null : (command.memo ?? null);
  return {
    from,
    to,
    posting: {
      transferId: newId(createdAt),
      kind: 'payment',
      fromId: from.id,
      toId: to.id,
      amount: toMinor(command.amount),
      currency: from.currency,
      memo,
      idempotency: {
        initiatedBy: command.initiatedBy,
        key: command.idempotencyKey,
        requestHash: hashRequest(from, to, command.amount, memo),
      },
      createdAt,
      allOrNone: command.allOrNone,
    },
  };
}

/** What a key stands for: the accounts as resolved, so that an alias and its number are the same request. */
function hashRequest(from: OwnedAccount, to: OwnedAccount, amount: number, memo: string | null): string {
  return hash('sha256', JSON.stringify([from.id, to.id, amount, memo]));
}
