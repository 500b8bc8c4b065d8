import type { Entry } from '../api/models/entry';
import type { Transfer } from '../api/models/transfer';

/** The line a transfer makes in one's own statement. */
export function entryOf(transfer: Transfer): Entry {
  const { id, direction, seq, amount, currency, balanceAfter, from, to, memo, createdAt } = transfer;
  return {
    seq,
    transferId: id,
    amount: direction === 'in' ? amount : -amount,
    currency,
    balanceAfter,
    counterparty: direction === 'in' ? from : to,
    memo,
    createdAt,
  };
}
