import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, type Repository } from 'typeorm';
import { LedgerService } from '../ledger/ledger.service';
import { toMinor } from '../ledger/money';
import type { LedgerBalance } from '../ledger/posting.types';
import { Clock } from '../platform/clock/clock';
import { Config } from '../platform/config/config';
import { type UnitOfWork, UnitsOfWork } from '../platform/database/unit-of-work';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/errors/domain-error';
import type { AccountPageDto, AccountsQuery, BalanceDto, OpenAccountDto } from './account.dto';
import { AccountDirectory } from './account-directory';
import { Account } from './account.entity';
import { randomAccountNumber } from './account-number';
import { type AccountDto, type OwnedAccount, type PostedGrant } from './accounts.types';

const ACCOUNTS_PER_USER = 10;
const NUMBER_ATTEMPTS = 5;
const BANK_NAME = 'Banking Demo';

type NewAccount = Omit<OwnedAccount, 'number'>;

/** Who an account belongs to and what it is called; balances are asked of the ledger, every time. */
@Injectable()
export class AccountsService {
  private readonly treasuries = new Map<string, Promise<OwnedAccount>>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly unitsOfWork: UnitsOfWork,
    private readonly directory: AccountDirectory,
    private readonly ledger: LedgerService,
    @InjectRepository(Account) private readonly accounts: Repository<Account>,
  ) {}

  /** The customer account with that alias or number, or null. */
  resolve(aliasOrNumber: string): Promise<OwnedAccount | null> {
    return this.directory.find(aliasOrNumber);
  }

  /** Accounts by ledger account id, treasuries included; unknown ids are absent. */
  parties(ids: readonly number[]): Promise<Map<number, OwnedAccount>> {
    return this.directory.byIds(ids);
  }

  /** The user's primary account. */
  async primaryOf(userId: string): Promise<OwnedAccount> {
    const account = await this.directory.primaryOf(userId);
    if (!account) throw new DomainError('not_found', 'There is no primary account.');
    return account;
  }

  /** The user's account with that number; somebody else's answers as if it did not exist. */
  async own(userId: string, number: string): Promise<OwnedAccount> {
    const account = await this.directory.find(number);
    if (account?.holderId !== userId || account.number !== number)
      throw new DomainError('not_found', 'You have no account with this number.');
    return account;
  }

  /** All accounts of a user, newest first; ten at most. */
  accountsOf(userId: string): Promise<OwnedAccount[]> {
    return this.accounts.find({ where: { holderId: userId }, order: { id: 'DESC' } });
  }

  async list(userId: string, { limit, cursor }: AccountsQuery): Promise<AccountPageDto> {
    const older = cursor === undefined ? {} : { id: LessThan(await this.pageEnd(userId, cursor)) };
    const found = await this.accounts.find({
      where: { holderId: userId, ...older },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    const page = found.slice(0, limit);
    const next = found.length > limit ? (page.at(-1)?.number ?? null) : null;
    return { items: await this.withBalances(page), next };
  }

  async get(userId: string, number: string): Promise<AccountDto> {
    const account = await this.own(userId, number);
    return toAccountDto(account, await this.balanceOf(account));
  }

  /** What the account holds right now; the primary account without a number. */
  async balance(userId: string, number?: string): Promise<BalanceDto> {
    const account = number === undefined ? await this.primaryOf(userId) : await this.own(userId, number);
    const { balance, seq } = await this.balanceOf(account);
    return { accountNumber: account.number, currency: account.currency, balance, seq, asOf: this.clock.now() };
  }

  /** Adds the current balances, in the same order. */
  async withBalances(accounts: readonly OwnedAccount[]): Promise<AccountDto[]> {
    const balances = await this.ledger.balances(accounts.map(({ id }) => id));
    return accounts.map((account) => toAccountDto(account, held(balances, account)));
  }

  /** Opens a further account, empty. A user has ten accounts at most. */
  async openFurther(
    userId: string,
    { name, currency = this.config.currencies[0] }: OpenAccountDto,
  ): Promise<AccountDto> {
    if (!this.config.currencies.includes(currency))
      throw DomainError.invalid('currency', `must be one of ${this.config.currencies.join(', ')}`);
    const primary = await this.primaryOf(userId);
    const account = await this.unitsOfWork.run(async (tx) => {
      // The primary account's row serialises a user's openings, so that two at once cannot pass the limit.
      await tx.manager.findOneOrFail(Account, { where: { id: primary.id }, lock: { mode: 'pessimistic_write' } });
      if ((await tx.manager.countBy(Account, { holderId: userId })) >= ACCOUNTS_PER_USER)
        throw new DomainError('limit_exceeded', `A user has ${String(ACCOUNTS_PER_USER)} accounts at most.`);
      const id = await this.ledger.openAccount(tx, currency);
      const { holderName } = primary;
      return insertAccount(tx.manager, {
        id,
        alias: null,
        holderId: userId,
        holderName,
        name,
        currency,
        openedAt: this.clock.now(),
      });
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
    return insertAccount(tx.manager, {
      id,
      alias: username,
      holderId: userId,
      holderName: displayName,
      name: 'Main account',
      currency,
      openedAt: this.clock.now(),
    });
  }

  /**
   * Posts the welcome grant in the caller's transaction, `prepareGrants` before it. Do it last: from here to the commit the treasury's row is locked,
   * which other registrations wait for.
   *
   * @returns what was posted; null when WELCOME_GRANT is 0
   */
  async grantWelcome(tx: UnitOfWork, account: OwnedAccount): Promise<PostedGrant | null> {
    if (this.config.welcomeGrant === 0 || account.holderId === null) return null;
    const treasury = await this.treasury(account.currency);
    const at = this.clock.now();
    const posting = {
      transferId: newId(at),
      kind: 'grant' as const,
      fromId: treasury.id,
      toId: account.id,
      amount: toMinor(this.config.welcomeGrant),
      currency: account.currency,
      memo: 'Welcome',
      idempotency: null,
      createdAt: at,
    };
    const [outcome] = await this.ledger.post(tx, [posting]);
    if (outcome?.status !== 'posted') throw new Error(`The welcome grant was refused: ${JSON.stringify(outcome)}`);
    return { transfer: outcome.transfer, from: treasury, to: account };
  }

  /**
   * Opens the treasury that grants come from, unless that is done. Do it before the transaction that grants: within, it
   * would ask for a second connection while it holds one, and enough of those at once take the whole pool.
   */
  async prepareGrants(): Promise<void> {
    await this.treasury(this.config.currencies[0]);
  }

  /** Drops what this pod remembers; for a bank that was reset. */
  forget(): void {
    this.directory.forget();
    this.treasuries.clear();
  }

  /** The bank's own account that grants come from, opened on first use; any number of pods may do so at once. */
  private treasury(currency: string): Promise<OwnedAccount> {
    const known = this.treasuries.get(currency);
    if (known) return known;
    const treasury = this.openTreasury(currency);
    this.treasuries.set(currency, treasury);
    treasury.catch(() => this.treasuries.delete(currency));
    return treasury;
  }

  private openTreasury(currency: string): Promise<OwnedAccount> {
    return this.unitsOfWork.run(async (tx) => {
      const id = await this.ledger.treasury(tx, currency);
      const lock = { mode: 'pessimistic_write' } as const;
      const opened = await tx.manager.findOne(Account, { where: { id }, lock });
      const name = `Treasury ${currency}`;
      return (
        opened ??
        insertAccount(tx.manager, {
          id,
          alias: null,
          holderId: null,
          holderName: BANK_NAME,
          name,
          currency,
          openedAt: this.clock.now(),
        })
      );
    });
  }

  /** The id of the account that ended the page before. */
  private async pageEnd(userId: string, number: string): Promise<number> {
    const account = await this.directory.find(number);
    if (account?.holderId !== userId) throw DomainError.invalid('cursor', 'must be the next of an earlier page');
    return account.id;
  }

  private async balanceOf(account: OwnedAccount): Promise<LedgerBalance> {
    return held(await this.ledger.balances([account.id]), account);
  }
}

async function insertAccount(tx: EntityManager, account: NewAccount): Promise<OwnedAccount> {
  for (let attempt = 0; attempt < NUMBER_ATTEMPTS; attempt++) {
    const candidate = { ...account, number: randomAccountNumber() };
    const inserted = await tx
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

function held(balances: Map<number, LedgerBalance>, account: OwnedAccount): LedgerBalance {
  const balance = balances.get(account.id);
  if (!balance) throw new Error(`Account ${account.number} has no ledger account`);
  return balance;
}

function toAccountDto(account: OwnedAccount, { balance, seq }: { balance: number; seq: number }): AccountDto {
  const { number, name, alias, currency, openedAt } = account;
  return { number, name, alias, currency, balance, seq, openedAt };
}
