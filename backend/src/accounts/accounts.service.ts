import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { In, IsNull, Not, type Repository } from 'typeorm';
import { LedgerHistoryService } from '../ledger/ledger-history.service';
import { LedgerService } from '../ledger/ledger.service';
import type { AccountId, LedgerBalance } from '../ledger/posting.types';
import { DomainError } from '../platform/errors/domain-error';
import { Clock } from '../platform/lifecycle/clock';
import { type AccountDto, type AccountPageDto, type BalanceDto, toAccountDto } from './account.dto';
import { Account } from './account.entity';
import { ALIAS, isAccountNumber, type OwnedAccount } from './accounts.types';

const REMEMBERED = 50_000;
/** So many of the latest transfers of each account and side are looked through for whom a user knows. */
const ACQUAINTED_WITHIN = 250;

/**
 * Who an account belongs to and what it is called. Those facts never change, so each pod remembers what it found, within a
 * bound; what it did not find it asks for again, for it may be opened meanwhile. Balances are asked of the ledger, every
 * time.
 */
@Injectable()
export class AccountsService {
  private readonly byId = new LRUCache<number, OwnedAccount>({ max: REMEMBERED });
  private readonly byName = new LRUCache<string, OwnedAccount>({ max: REMEMBERED });
  private readonly treasuries = new Map<string, OwnedAccount>();
  private readonly primaryByUser = new LRUCache<string, OwnedAccount>({ max: REMEMBERED });

  constructor(
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly history: LedgerHistoryService,
    @InjectRepository(Account) private readonly accounts: Repository<Account>,
  ) {}

  /** The customer account with that alias or number, or null. */
  async resolve(aliasOrNumber: string): Promise<OwnedAccount | null> {
    const remembered = this.byName.get(aliasOrNumber);
    if (remembered) return remembered;
    const name = nameOf(aliasOrNumber);
    if (!name) return null;
    const account = await this.accounts.findOneBy({ ...name, holderId: Not(IsNull()) });
    return account && this.remember(account);
  }

  /**
   * The customer accounts with those aliases or numbers, by them; unknown ones are absent. One query for all that are not
   * remembered.
   */
  async resolveAll(aliasesOrNumbers: readonly string[]): Promise<Map<string, OwnedAccount>> {
    const found = new Map<string, OwnedAccount>();
    const missing = [...new Set(aliasesOrNumbers)].filter((text) => {
      const remembered = this.byName.get(text);
      if (remembered) found.set(text, remembered);
      return !remembered;
    });
    const [numbers, aliases] = [missing.filter(isAccountNumber), missing.filter((text) => ALIAS.test(text))];
    if (numbers.length + aliases.length === 0) return found;
    const holderId = Not(IsNull());
    const where = [
      { number: In(numbers), holderId },
      { alias: In(aliases), holderId },
    ];
    for (const account of await this.accounts.findBy(where)) {
      this.remember(account);
      for (const name of [account.number, account.alias]) if (name !== null) found.set(name, account);
    }
    return found;
  }

  /** Accounts by ledger account id, treasuries included; unknown ids are absent. */
  async parties(ids: readonly number[]): Promise<Map<number, OwnedAccount>> {
    const found = new Map<number, OwnedAccount>();
    const missing = new Set<number>();
    for (const id of ids) {
      const remembered = this.byId.get(id);
      if (remembered) found.set(id, remembered);
      else missing.add(id);
    }
    if (missing.size > 0)
      for (const account of await this.accounts.findBy({ id: In([...missing]) }))
        found.set(account.id, this.remember(account));
    return found;
  }

  /** The user's primary account. */
  async primaryOf(userId: string): Promise<OwnedAccount> {
    const remembered = this.primaryByUser.get(userId);
    if (remembered) return remembered;
    const account = await this.accounts.findOneBy({ holderId: userId, alias: Not(IsNull()) });
    if (!account) throw new DomainError('not_found', 'There is no primary account.');
    return this.remember(account);
  }

  /** The user's account with that number; somebody else's answers as if it did not exist. */
  async own(userId: string, number: string): Promise<OwnedAccount> {
    return assertOwn(await this.resolve(number), userId, number);
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

  /**
   * Ids of the users whom this one has paid and was paid by, from and to whichever of their accounts. Money that goes one
   * way makes nobody an acquaintance, since whoever has a cent can send it.
   */
  async acquaintancesOf(userId: string): Promise<Set<string>> {
    const own = (await this.accountsOf(userId)).map(({ id }) => id);
    const { payees, payers } = await this.history.payeesAndPayers(own, ACQUAINTED_WITHIN);
    const parties = await this.parties([...payees, ...payers]);
    const holders = (ids: readonly AccountId[]): string[] => ids.flatMap((id) => parties.get(id)?.holderId ?? []);
    const paid = new Set(holders(payees));
    return new Set(holders(payers).filter((id) => id !== userId && paid.has(id)));
  }

  /** The treasury of a currency, if this pod has met it. */
  treasury(currency: string): OwnedAccount | undefined {
    return this.treasuries.get(currency);
  }

  rememberTreasury(treasury: OwnedAccount): void {
    this.treasuries.set(treasury.currency, treasury);
  }

  /** Drops what this pod remembers; for a bank that was reset. */
  forget(): void {
    this.byId.clear();
    this.byName.clear();
    this.primaryByUser.clear();
    this.treasuries.clear();
  }

  private async balanceOf(account: OwnedAccount): Promise<LedgerBalance> {
    return held(await this.ledger.balances([account.id]), account);
  }

  private remember(account: Account): OwnedAccount {
    this.byId.set(account.id, account);
    if (account.holderId === null) return account;
    this.byName.set(account.number, account);
    if (account.alias !== null) {
      this.byName.set(account.alias, account);
      this.primaryByUser.set(account.holderId, account);
    }
    return account;
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

/** What to look for; null where it can name nobody, which the database need not be asked. */
function nameOf(text: string): { number: string } | { alias: string } | null {
  if (isAccountNumber(text)) return { number: text };
  return ALIAS.test(text) ? { alias: text } : null;
}
