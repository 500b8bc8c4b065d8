import type { Test } from 'supertest';
import type { AccountDto } from '../../src/accounts/accounts.types';
import type { BalanceDto } from '../../src/accounts/account.dto';
import type { EntryDto, EntryPageDto } from '../../src/accounts/entry.dto';
import type { LedgerIntegrityDto } from '../../src/ledger/integrity/integrity.dto';
import type { TransferDto, TransferRequestDto } from '../../src/transfers/transfer.dto';
import { type Api, bodyOf, type Json, succeeded } from './bank';

export type Order = Json<TransferRequestDto>;
export type Transfer = Json<TransferDto>;
export type Entry = Json<EntryDto>;
export type Account = Json<AccountDto>;

/** Sends money; the answer is the caller's to judge. */
export function pay(api: Api, order: Order, key?: string): Test {
  const call = api.post('/transfer', order);
  return key === undefined ? call : call.set('Idempotency-Key', key);
}

/** Sends money, which must succeed. */
export async function paid(api: Api, order: Order, key?: string): Promise<Transfer> {
  return bodyOf<TransferDto>(succeeded(await pay(api, order, key), 201));
}

/** What an own account holds; the primary one unless told. */
export async function balanceOf(api: Api, account?: string): Promise<number> {
  const query = account === undefined ? '' : `?account=${account}`;
  return bodyOf<BalanceDto>(succeeded(await api.get(`/balance${query}`), 200)).balance;
}

/** Opens a further account, which is empty. */
export async function openAccount(api: Api, name = 'Savings'): Promise<Account> {
  return bodyOf<AccountDto>(succeeded(await api.post('/accounts', { name }), 201));
}

/** All entries of an own account, oldest first, read page by page. */
export async function statementOf(api: Api, account: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let after: string | null = '0'; after !== null;) {
    const page: Json<EntryPageDto> = bodyOf<EntryPageDto>(
      succeeded(await api.get(`/accounts/${account}/entries?limit=100&after=${after}`), 200),
    );
    entries.push(...page.items);
    after = page.next;
  }
  return entries;
}

/** Expects seqs without a gap from 1 on, and each balance to be the one before plus the amount. */
export function expectChained(entries: readonly Entry[]): void {
  let balance = 0;
  const chain = entries.map(({ amount }, i) => ({ seq: i + 1, balanceAfter: (balance += amount) }));
  expect(entries.map(({ seq, balanceAfter }) => ({ seq, balanceAfter }))).toEqual(chain);
}

/** Asks for the proof of the whole ledger and expects it to hold. */
export async function expectIntegrity(api: Api): Promise<void> {
  const proof = bodyOf<LedgerIntegrityDto>(await api.get('/ledger/integrity'));
  expect(proof).toMatchObject({ holds: true, disagreeingAccounts: 0 });
}
