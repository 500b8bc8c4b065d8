import { type OwnedAccount, toParty } from '../accounts/accounts.types';
import type { PostedTransfer } from '../ledger/posting.types';
import type { TransferDto } from './transfer.dto';

/** A posted transfer as the holder of one side sees it: without the other side's balance. */
export function toTransferDto(
  transfer: PostedTransfer,
  direction: TransferDto['direction'],
  from: OwnedAccount,
  to: OwnedAccount,
): TransferDto {
  const { transferId, kind, amount, currency, memo, createdAt } = transfer;
  const own =
    direction === 'out'
      ? { accountNumber: from.number, seq: transfer.fromSeq, balanceAfter: transfer.fromBalanceAfter }
      : { accountNumber: to.number, seq: transfer.toSeq, balanceAfter: transfer.toBalanceAfter };
  return {
    id: transferId,
    kind,
    direction,
    amount,
    currency,
    memo,
    createdAt,
    from: toParty(from),
    to: toParty(to),
    ...own,
  };
}
