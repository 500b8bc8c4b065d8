import type { Minor } from './money';
import type { AccountId, PostedTransfer } from './posting.types';

/** Columns of a transfer joined with its two entries; `t` is the transfer. */
export const TRANSFER_COLUMNS = `t.id, t.kind, t.from_account_id, t.from_seq, t.to_account_id, t.to_seq, t.amount, t.currency, t.memo,
  t.initiated_by, t.idempotency_key, encode(t.request_hash, 'hex') AS request_hash, t.created_at,
  debit.balance_after AS from_balance_after, credit.balance_after AS to_balance_after`;

/** The joins that these columns take. */
export const TRANSFER_ENTRIES = `
  JOIN entries debit ON debit.account_id = t.from_account_id AND debit.seq = t.from_seq
  JOIN entries credit ON credit.account_id = t.to_account_id AND credit.seq = t.to_seq`;

/** What they select. */
export interface TransferRow {
  id: string;
  kind: 'payment' | 'grant';
  from_account_id: AccountId;
  from_seq: number;
  from_balance_after: Minor;
  to_account_id: AccountId;
  to_seq: number;
  to_balance_after: Minor;
  amount: Minor;
  currency: string;
  memo: string | null;
  initiated_by: string | null;
  idempotency_key: string | null;
  request_hash: string | null;
  created_at: Date;
}

export function toPostedTransfer(row: TransferRow): PostedTransfer {
  const { initiated_by: initiatedBy, idempotency_key: key, request_hash: requestHash } = row;
  return {
    transferId: row.id,
    kind: row.kind,
    fromId: row.from_account_id,
    fromSeq: row.from_seq,
    fromBalanceAfter: row.from_balance_after,
    toId: row.to_account_id,
    toSeq: row.to_seq,
    toBalanceAfter: row.to_balance_after,
    amount: row.amount,
    currency: row.currency,
    memo: row.memo,
    idempotency:
      initiatedBy !== null && key !== null && requestHash !== null ? { initiatedBy, key, requestHash } : null,
    createdAt: row.created_at,
  };
}
