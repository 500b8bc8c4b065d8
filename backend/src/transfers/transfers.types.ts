import type { TransferDto } from './transfer.dto';

/** A wish to send money, as the caller put it. */
export interface TransferCommand {
  /** The user who asks and pays. */
  initiatedBy: string;
  /** The recipient's alias or account number. */
  to: string;
  /** The payer's account number; the primary account when absent. */
  from?: string | null | undefined;
  /** Minor units, above zero. */
  amount: number;
  memo?: string | null | undefined;
  idempotencyKey: string;
}

export interface TransferResult {
  transfer: TransferDto;
  /** Whether the key had been used for this very transfer before. */
  replayed: boolean;
}
