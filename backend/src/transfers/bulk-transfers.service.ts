import { Injectable } from '@nestjs/common';
import { AccountsService, assertOwn } from '../accounts/accounts.service';
import type { OwnedAccount } from '../accounts/accounts.types';
import { NOT_POSTED } from '../ledger/posting.types';
import { Config } from '../platform/config/config';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/errors/domain-error';
import { invalidFields } from '../platform/http/validation.pipe';
import { Clock } from '../platform/lifecycle/clock';
import { RateLimits } from '../platform/limits/rate-limits';
import { RecipientLookUps } from './recipients.service';
import { TransferBatcher } from './transfer-batcher';
import { type TransferDto, toTransferDto } from './transfer.dto';
import { assertWithinLimit, NO_RECIPIENT, toOrder } from './transfers.service';
import type { BulkCommand, BulkPayment, OrderResult, PaymentOrder } from './transfers.types';

/** What became of one payment: its transfer, or why there is none. */
export type BulkResult = TransferDto | Error;

/** Several payments at once. Each goes the way of a single transfer, through the same queue and by the same rules. */
@Injectable()
export class BulkTransfersService {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly accounts: AccountsService,
    private readonly limits: RateLimits,
    private readonly lookUps: RecipientLookUps,
    private readonly batcher: TransferBatcher,
  ) {}

  /**
   * Makes the payments, in their order: each by itself, or all or none. Repeating them with their keys gives what was posted
   * the first time again.
   *
   * @returns what became of each, in their order; of all or none it is either transfers alone or no transfer
   * @throws DomainError validation_failed where two have one key, too_many_requests; before anything is posted
   */
  async transferAll(command: BulkCommand): Promise<BulkResult[]> {
    const { initiatedBy, payments, atomic } = command;
    assertOwnKeys(payments);
    await this.limits.ofBulk(initiatedBy, payments.length);
    const named = await this.accounts.resolveAll(
      payments.flatMap(({ to, from }) => (from ? [nameOf(to), from] : [nameOf(to)])),
    );
    const unknown = recipientsOf(payments).filter((to) => !named.has(to));
    await this.lookUps.countUnknown(initiatedBy, unknown.length);
    const orders = await this.ordersOf(command, named);
    const results = await this.make(orders, atomic);
    const refused = payments.filter(({ to }, i) => results[i] instanceof Error && named.has(nameOf(to)));
    await this.lookUps.countRefused(initiatedBy, recipientsOf(refused).length);
    return results;
  }

  /** What the ledger is to post for each payment, or why it cannot be asked to. */
  private async ordersOf(
    { initiatedBy, payments, atomic }: BulkCommand,
    named: ReadonlyMap<string, OwnedAccount>,
  ): Promise<(PaymentOrder | DomainError)[]> {
    const primary = await this.accounts.primaryOf(initiatedBy);
    const createdAt = this.clock.now();
    const allOrNone = atomic ? newId(createdAt) : undefined;
    return payments.map((payment) => {
      try {
        assertWithinLimit(payment.amount, this.config.transferMax);
        const { from, to, amount, memo, key: idempotencyKey } = payment;
        const number = from ?? primary.number;
        const payer = number === primary.number ? primary : assertOwn(named.get(number), initiatedBy, number);
        const payee = named.get(nameOf(to));
        if (!payee) throw new DomainError('recipient_not_found', NO_RECIPIENT);
        const command = { from, to, amount, memo, initiatedBy, idempotencyKey, allOrNone };
        return toOrder(command, payer, payee, createdAt);
      } catch (error) {
        if (error instanceof DomainError) return error;
        throw error;
      }
    });
  }

  private async make(orders: readonly (PaymentOrder | DomainError)[], atomic: boolean): Promise<BulkResult[]> {
    const possible = orders.filter((order): order is PaymentOrder => !(order instanceof DomainError));
    if (atomic && possible.length < orders.length)
      return orders.map((order) => (order instanceof DomainError ? order : new DomainError('not_posted', NOT_POSTED)));
    const results = await this.batcher.submitAll(atomic ? [possible] : possible.map((order) => [order]));
    let answered = 0;
    return orders.map((order) => (order instanceof DomainError ? order : resultOf(order, results[answered++])));
  }
}

function resultOf({ from, to }: PaymentOrder, result: OrderResult | undefined): BulkResult {
  if (!result) return new Error('A posting has no outcome');
  if (result.status === 'failed') return result.error;
  if (result.status === 'refused') return new DomainError(result.code, result.detail);
  return toTransferDto(result.transfer, 'out', from, to);
}

function nameOf(to: string): string {
  return to.toLowerCase();
}

function recipientsOf(payments: readonly BulkPayment[]): string[] {
  return [...new Set(payments.map(({ to }) => nameOf(to)))];
}

/** @throws DomainError validation_failed, since two payments of one key would be one */
function assertOwnKeys(payments: readonly BulkPayment[]): void {
  const seen = new Set<string>();
  const errors = payments.flatMap(({ key }, i) => {
    const known = seen.has(key);
    seen.add(key);
    return known ? { field: `payments.${String(i)}.key`, message: 'is the key of a payment before it' } : [];
  });
  if (errors.length > 0) throw invalidFields(errors);
}
