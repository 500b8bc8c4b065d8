import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { In, IsNull, Not, type Repository } from 'typeorm';
import { Account } from './account.entity';
import { ALIAS, type OwnedAccount } from './accounts.types';
import { isAccountNumber } from './account-number';

const REMEMBERED = 50_000;

/**
 * Finds accounts by id, number or alias. Those facts never change, so each pod remembers what it found, within a bound;
 * what it did not find it asks for again, for it may be opened meanwhile.
 */
@Injectable()
export class AccountDirectory {
  private readonly byId = new LRUCache<number, OwnedAccount>({ max: REMEMBERED });
  private readonly byName = new LRUCache<string, OwnedAccount>({ max: REMEMBERED });
  private readonly treasuries = new Map<string, OwnedAccount>();
  private readonly primaryByUser = new LRUCache<string, OwnedAccount>({ max: REMEMBERED });

  constructor(@InjectRepository(Account) private readonly accounts: Repository<Account>) {}

  /** The customer account with that alias or number. */
  async find(aliasOrNumber: string): Promise<OwnedAccount | null> {
    const remembered = this.byName.get(aliasOrNumber);
    if (remembered) return remembered;
    const name = nameOf(aliasOrNumber);
    if (!name) return null;
    const account = await this.accounts.findOneBy({ ...name, holderId: Not(IsNull()) });
    return account && this.remember(account);
  }

  /** The customer accounts with those aliases or numbers, by them; one query for all that are not remembered. */
  async findAll(aliasesOrNumbers: readonly string[]): Promise<Map<string, OwnedAccount>> {
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

  async primaryOf(userId: string): Promise<OwnedAccount | null> {
    const remembered = this.primaryByUser.get(userId);
    if (remembered) return remembered;
    const account = await this.accounts.findOneBy({ holderId: userId, alias: Not(IsNull()) });
    return account && this.remember(account);
  }

  /** Accounts by ledger account id, treasuries included. */
  async byIds(ids: readonly number[]): Promise<Map<number, OwnedAccount>> {
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

  /** The treasury of a currency, if this pod has met it. */
  treasury(currency: string): OwnedAccount | undefined {
    return this.treasuries.get(currency);
  }

  rememberTreasury(treasury: OwnedAccount): void {
    this.treasuries.set(treasury.currency, treasury);
  }

  /** Drops what is remembered; for a bank that was reset. */
  forget(): void {
    this.byId.clear();
    this.byName.clear();
    this.primaryByUser.clear();
    this.treasuries.clear();
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

/** What to look for; null where it can name nobody, which the database need not be asked. */
function nameOf(text: string): { number: string } | { alias: string } | null {
  if (isAccountNumber(text)) return { number: text };
  return ALIAS.test(text) ? { alias: text } : null;
}
