import {
  Check,
  Column,
  type ColumnOptions,
  Entity,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { wholeNumber } from '../platform/database/whole-number';
import { type Minor, toMinor } from './money';

/** A column of money in minor units: refused on its way in and out when it is no whole number within ±(2^53 - 1). */
function MinorColumn(options: Pick<ColumnOptions, 'name' | 'default'> = {}): PropertyDecorator {
  const transformer = { from: (value: unknown): Minor => toMinor(Number(value)), to: checked };
  return Column({ ...options, type: 'bigint', transformer });
}

/** A column that is left to its default stays undefined. */
function checked(value: number | undefined): Minor | undefined {
  return value === undefined ? undefined : toMinor(value);
}

/**
 * What an account holds. Postings alone change it, and the triggers of the database hold them to it: balance and seq are
 * those of the last entry.
 */
@Entity('ledger_accounts')
@Check('ck_ledger_accounts_kind', `kind IN ('customer', 'treasury')`)
@Check('ck_ledger_accounts_balance', `balance >= 0 OR kind = 'treasury'`)
@Check('ck_ledger_accounts_safe', `balance BETWEEN -9007199254740991 AND 9007199254740991`)
@Index('uq_ledger_accounts_treasury', ['currency'], { unique: true, where: `kind = 'treasury'` })
export class LedgerAccount {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_ledger_accounts',
  })
  id: number;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'text' })
  kind: 'customer' | 'treasury';

  @MinorColumn({ default: 0 })
  balance: Minor;

  /** Of the last entry; 0 without any. */
  @Column({ type: 'bigint', default: 0, transformer: wholeNumber })
  seq: number;
}

/**
 * Money moved from one account to another; never changed. It has no foreign keys: the triggers check, for all rows of a
 * statement at once, that both its entries are there.
 */
@Entity('transfers')
@Check('ck_transfers_kind', `kind IN ('payment', 'grant')`)
@Check('ck_transfers_amount', `amount > 0`)
@Check('ck_transfers_two_accounts', `from_account_id <> to_account_id`)
@Check(
  'ck_transfers_initiator',
  `kind = 'grant' OR (initiated_by IS NOT NULL AND idempotency_key IS NOT NULL AND request_hash IS NOT NULL)`,
)
@Unique('uq_transfers_idempotency_key', ['initiatedBy', 'idempotencyKey'])
@Index('ix_transfers_from', ['fromAccountId', 'id'])
@Index('ix_transfers_to', ['toAccountId', 'id'])
export class Transfer {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_transfers' })
  id: string;

  @Column({ type: 'text' })
  kind: 'payment' | 'grant';

  @Column({ type: 'bigint', name: 'from_account_id', transformer: wholeNumber })
  fromAccountId: number;

  @Column({ type: 'bigint', name: 'from_seq', transformer: wholeNumber })
  fromSeq: number;

  @Column({ type: 'bigint', name: 'to_account_id', transformer: wholeNumber })
  toAccountId: number;

  @Column({ type: 'bigint', name: 'to_seq', transformer: wholeNumber })
  toSeq: number;

  @MinorColumn()
  amount: Minor;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'text', nullable: true })
  memo: string | null;

  /** The user who asked for it; null on grants, which are the bank's own. */
  @Column({ type: 'uuid', name: 'initiated_by', nullable: true })
  initiatedBy: string | null;

  @Column({ type: 'text', name: 'idempotency_key', nullable: true })
  idempotencyKey: string | null;

  /** sha256 over resolved from, to, amount and memo. */
  @Column({ type: 'bytea', name: 'request_hash', nullable: true })
  requestHash: Buffer | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}

/** One side of a transfer: the next link in the chain of its account. Never changed. */
@Entity('entries')
@Check('ck_entries_amount', `amount <> 0`)
export class Entry {
  @PrimaryColumn({
    type: 'bigint',
    name: 'account_id',
    primaryKeyConstraintName: 'pk_entries',
    transformer: wholeNumber,
  })
  accountId: number;

  /** Counts the account's entries from 1, without a gap. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'pk_entries', transformer: wholeNumber })
  seq: number;

  @Column({ type: 'uuid', name: 'transfer_id' })
  transferId: string;

  /** Negative where the account pays. */
  @MinorColumn()
  amount: Minor;

  @MinorColumn({ name: 'balance_after' })
  balanceAfter: Minor;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
