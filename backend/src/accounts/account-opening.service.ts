import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LedgerService } from '../ledger/ledger.service';
import { toMinor } from '../ledger/money';
import { Config } from '../platform/config/config';
import { SchemaStatus } from '../platform/database/schema-status';
import { type UnitOfWork, UnitsOfWork } from '../platform/database/unit-of-work';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/errors/domain-error';
import { Clock } from '../platform/lifecycle/clock';
import { type AccountDto, type OpenAccountDto, toAccountDto } from './account.dto';
import { Account } from './account.entity';
import { AccountsService } from './accounts.service';
import { type OwnedAccount, type PostedGrant, randomAccountNumber } from './accounts.types';

const ACCOUNTS_PER_USER = 10;
const NUMBER_ATTEMPTS = 5;
const BANK_NAME = 'Banking Demo';

/** Opens accounts: a new user's with the welcome grant, further ones, and the bank's own. */
@Injectable()
export class AccountOpeningService implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly unitsOfWork: UnitsOfWork,
    private readonly schema: SchemaStatus,
    private readonly accounts: AccountsService,
    private readonly ledger: LedgerService,
  ) {}

  /** The bank opens with its treasury; in a database still to be migrated, the first grant opens it. */
  async onApplicationBootstrap(): Promise<void> {
    if ((await this.schema.problem()) !== null) return;
    await this.unitsOfWork.run((tx) => this.treasury(tx, this.config.currencies[0]));
  }

  /** Opens a further account, empty. A user has ten accounts at most. */
  async openFurther(
    userId: string,
    { name, currency = this.config.currencies[0] }: OpenAccountDto,
  ): Promise<AccountDto> {
    if (!this.config.currencies.includes(currency))
      throw DomainError.invalid('currency', `must be one of ${this.config.currencies.join(', ')}`);
    const primary = await this.accounts.primaryOf(userId);
    const account = await this.unitsOfWork.run(async (tx) => {
      // The primary account's row serialises a user's openings, so that two at once cannot pass the limit.
      await tx.manager.findOneOrFail(Account, { where: { id: primary.id }, lock: { mode: 'pessimistic_write' } });
      if ((await tx.manager.countBy(Account, { holderId: userId })) >= ACCOUNTS_PER_USER)
        throw new DomainError('limit_exceeded', `A user has ${String(ACCOUNTS_PER_USER)} accounts at most.`);
      const id = await this.ledger.openAccount(tx, currency);
      const { holderName } = primary;
      return this.insert(tx.manager, { id, alias: null, holderId: userId, holderName, name, currency });
    });
    return toAccountDto(account, { balance: 0, seq: 0 });
  }

  /** Opens a new user's primary account, empty, in the caller's transaction; its alias is the username. */
  async openPrimary(
    tx: UnitOfWork,
    { userId, username, displayName }: { userId: string; username: string; displayName: string },
  ): Promise<OwnedAccount> {
    const [currency] = this.config.currencies;
    const id = await this.ledger.openAccount(tx, currency);
    const owner = { alias: username, holderId: userId, holderName: displayName };
    return this.insert(tx.manager, { id, ...owner, name: 'Main account', currency });
  }

  /**
   * Posts the welcome grant in the caller's transaction. Do it last: from here to the commit the treasury's row is locked,
   * which other registrations wait for.
   *
   * @returns what was posted; null when WELCOME_GRANT is 0
   */
  async grantWelcome(tx: UnitOfWork, account: OwnedAccount): Promise<PostedGrant | null> {
    if (this.config.welcomeGrant === 0 || account.holderId === null) return null;
    const treasury = await this.treasury(tx, account.currency);
    const createdAt = this.clock.now();
    const posting = {
      transferId: newId(createdAt),
      kind: 'grant' as const,
      fromId: treasury.id,
      toId: account.id,
      amount: toMinor(this.config.welcomeGrant),
      currency: account.currency,
      memo: 'Welcome',
      idempotency: null,
      createdAt,
    };
    const [outcome] = await this.ledger.post(tx, [posting]);
    if (outcome?.status !== 'posted') throw new Error(`The welcome grant was refused: ${JSON.stringify(outcome)}`);
    return { transfer: outcome.transfer, from: treasury, to: account };
  }

  /** The bank's own account that grants come from. Any number of pods may open it at once: the ledger lets one of them. */
  private async treasury(tx: UnitOfWork, currency: string): Promise<OwnedAccount> {
    const known = this.accounts.treasury(currency);
    if (known) return known;
    const id = await this.ledger.treasury(tx, currency);
    const opened = await tx.manager.findOneBy(Account, { id });
    const bank = { alias: null, holderId: null, holderName: BANK_NAME, name: `Treasury ${currency}` };
    const treasury = opened ?? (await this.insert(tx.manager, { id, ...bank, currency }));
    tx.afterCommit(() => {
      this.accounts.rememberTreasury(treasury);
    });
    return treasury;
  }

  private async insert(
    manager: EntityManager,
    account: Omit<OwnedAccount, 'number' | 'openedAt'>,
  ): Promise<OwnedAccount> {
    for (let attempt = 0; attempt < NUMBER_ATTEMPTS; attempt++) {
      const candidate = { ...account, number: randomAccountNumber(), openedAt: this.clock.now() };
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(Account)
        .values(candidate)
        .orIgnore()
        .returning('number')
        .execute();
      if ((inserted.raw as unknown[]).length === 1) return candidate;
    }
    throw new Error('No free account number was found');
  }
}
