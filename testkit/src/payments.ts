import { deepEqual } from 'node:assert/strict';
import type { Response, Test } from 'supertest';
import { type Api, bodyOf, type Schemas, succeeded } from './bank';

export type Order = Schemas['TransferRequest'];
export type Transfer = Schemas['Transfer'];
export type BulkPayment = Schemas['BulkPayment'];
export type Entry = Schemas['Entry'];
export type Account = Schemas['Account'];

/** Sends money; the answer is the caller's to judge. */
export function pay(api: Api, order: Order, key?: string): Test {
  const call = api.post('/transfer', order);
  return key === undefined ? call : call.set('Idempotency-Key', key);
}

/** Sends money, which must succeed. */
export async function paid(api: Api, order: Order, key?: string): Promise<Transfer> {
  return bodyOf<Schemas['Transfer']>(succeeded(await pay(api, order, key), 201));
}

/** Sends several payments; the answer is the caller's to judge. */
export function payAll(api: Api, payments: readonly BulkPayment[], atomic: boolean): Test {
  return api.post('/transfers/bulk', { payments, atomic });
}

/** What became of each payment of a bulk that was answered. */
export function resultsOf(answer: Response): (Transfer | Schemas['Problem'])[] {
  return bodyOf<Schemas['BulkTransferResults']>(succeeded(answer, 200)).results;
}

/** The code of each payment's problem, or `transfer`. */
export function codesOf(answer: Response): string[] {
  return resultsOf(answer).map((result) => ('code' in result ? result.code : 'transfer'));
}

/** The transfers of a bulk whose payments were all made. */
export function transfersOf(answer: Response): Transfer[] {
  return resultsOf(answer).map((result) => {
    if ('code' in result) throw new Error(`A payment was refused: ${result.detail}`);
    return result;
  });
}

/** What an own account holds; the primary one unless told. */
export async function balanceOf(api: Api, account?: string): Promise<number> {
  const query = account === undefined ? '' : `?account=${account}`;
  return bodyOf<Schemas['Balance']>(succeeded(await api.get(`/balance${query}`), 200)).balance;
}

/** Opens a further account, which is empty. */
export async function openAccount(api: Api, name = 'Savings'): Promise<Account> {
  return bodyOf<Schemas['Account']>(succeeded(await api.post('/accounts', { name }), 201));
}

/** All entries of an own account, oldest first, read page by page. */
export async function statementOf(api: Api, account: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let after: string | null = '0'; after !== null;) {
    const page: Schemas['EntryPage'] = bodyOf<Schemas['EntryPage']>(
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
  deepEqual(
    entries.map(({ seq, balanceAfter }) => ({ seq, balanceAfter })),
    chain,
  );
}

/** Asks for the proof of the whole ledger and expects it to hold. */
export async function expectIntegrity(api: Api): Promise<void> {
  const { holds, disagreeingAccounts } = bodyOf<Schemas['LedgerIntegrity']>(
    succeeded(await api.get('/ledger/integrity'), 200),
  );
  deepEqual({ holds, disagreeingAccounts }, { holds: true, disagreeingAccounts: 0 });
}
