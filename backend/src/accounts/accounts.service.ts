import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { LedgerService } from '../ledger/ledger.service';
import type { LedgerBalance } from '../ledger/posting.types';
import { Clock } from '../platform/clock/clock';
import { DomainError } from '../platform/errors/domain-error';
import { AccountDirectory } from './account-directory';
import { type AccountDto, type AccountPageDto, type BalanceDto, toAccountDto } from './account.dto';
import { Account } from './account.entity';
import type { OwnedAccount } from './accounts.types';

/** Who an account belongs to and what it is called; balances are asked of the ledger, every time. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly clock: Clock,
    private readonly directory: AccountDirectory,
    private readonly ledger: LedgerService,
    @InjectRepository(Account) private readonly accounts: Repository<Account>,
  ) {}

  /** The customer account with that alias or number, or null. */
  resolve(aliasOrNumber: string): Promise<OwnedAccount | null> {
    return this.directory.find(aliasOrNumber);
  }

  /** The customer accounts with those aliases or numbers, by them; unknown ones are absent. */
  resolveAll(aliasesOrNumbers: readonly string[]): Promise<Map<string, OwnedAccount>> {
    return this.directory.findAll(aliasesOrNumbers);
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
    return assertOwn(await this.directory.find(number), userId, number);
  }

  /** All accounts of a user, newest first; ten at most. */
  accountsOf(userId: string): Promise<OwnedAccount[]> {
    return this.accounts.find({ where: { holderId: userId }, order: { id: 'DESC' } });
  }

  async list(userId: string): Promise<AccountPageDto> {
    return { items: await this.withBalances(await this.accountsOf(userId)), next: null };
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

  /** Drops what this pod remembers; for a bank that was reset. */
  forget(): void {
    this.directory.forget();
  }

  private async balanceOf(account: OwnedAccount): Promise<LedgerBalance> {
    return held(await this.ledger.balances([account.id]), account);
  }
}

/**
 * @returns the account, when it has this number and is the user's
 * @throws DomainError not_found
 */
export function assertOwn(account: OwnedAccount | null | undefined, userId: string, number: string): OwnedAccount {
  if (account?.holderId !== userId || account.number !== number)
    throw new DomainError('not_found', 'You have no account with this number.');
  return account;
}

function held(balances: Map<number, LedgerBalance>, account: OwnedAccount): LedgerBalance {
  const balance = balances.get(account.id);
  if (!balance) throw new Error(`Account ${account.number} has no ledger account`);
  return balance;
}
