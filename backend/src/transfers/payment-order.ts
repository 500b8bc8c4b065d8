import { hash } from 'node:crypto';
import type { OwnedAccount } from '../accounts/accounts.types';
import { toMinor } from '../ledger/money';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/errors/domain-error';
import type { PaymentOrder, TransferCommand } from './transfers.types';

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
    },
  };
}

/** What a key stands for: the accounts as resolved, so that an alias and its number are the same request. */
function hashRequest(from: OwnedAccount, to: OwnedAccount, amount: number, memo: string | null): string {
  return hash('sha256', JSON.stringify([from.id, to.id, amount, memo]));
}
