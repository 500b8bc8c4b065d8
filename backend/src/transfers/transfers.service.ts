import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import type { OwnedAccount } from '../accounts/accounts.types';
import { Clock } from '../platform/clock/clock';
import { Config } from '../platform/config/config';
import { DomainError } from '../platform/errors/domain-error';
import { Replayable } from '../platform/http/idempotency-key';
import { assertWithinLimit, NO_RECIPIENT, toOrder } from './payment-order';
import { RecipientLookUps } from './recipient-look-ups';
import { TransferBatcher } from './transfer-batcher';
import { toTransferDto, type TransferDto } from './transfer.dto';
import type { TransferCommand } from './transfers.types';

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
