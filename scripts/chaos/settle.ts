import { setTimeout as delay } from 'node:timers/promises';
import { execute } from '../stack/database-server';
import type { ChaosBank } from './bank';
import type { Line } from './checker/history';
import type { Customer } from './customer';

/** What a page may take to show what it missed: rows of the outbox are published again after five seconds. */
const PAGES_MS = 60_000;
const ASK_EVERY_MS = 100;
const QUIET_ASKS = 5;
const AGAIN_MS = 200;

/** Waits until no pod is at anything, then notes what is in the books, in the inboxes and on the pages. */
export async function settle(bank: ChaosBank, customers: readonly Customer[]): Promise<void> {
  await untilQuiet(bank);
  const lastSeqs = new Map<Customer, number>();
  for (const customer of customers) lastSeqs.set(customer, await noteStatement(customer));
  await untilShown(lastSeqs);
  for (const customer of customers) {
    for (const page of customer.pages) page.close();
    await noteInbox(customer);
  }
  const [customer] = customers;
  if (customer) await noteProof(customer);
}

/** Requests that nobody waits for any more may still be at work. */
async function untilQuiet({ postgres }: ChaosBank): Promise<void> {
  const busy = `SELECT FROM pg_stat_activity WHERE datname = 'bank' AND state <> 'idle' AND pid <> pg_backend_pid()`;
  for (let quiet = 0; quiet < QUIET_ASKS;) {
    quiet = (await execute(postgres.adminUrl('bank'), busy)).length === 0 ? quiet + 1 : 0;
    await delay(ASK_EVERY_MS);
  }
}

async function untilShown(lastSeqs: Map<Customer, number>): Promise<void> {
  const deadline = performance.now() + PAGES_MS;
  const allShown = (): boolean => [...lastSeqs].every(([{ pages }, seq]) => pages.every((page) => page.hasShown(seq)));
  while (!allShown() && performance.now() < deadline) await delay(ASK_EVERY_MS);
}

/** Answers the seq of the last entry. */
async function noteStatement(customer: Customer): Promise<number> {
  const { account } = customer;
  let after: string | null = '0';
  let last = 0;
  while (after !== null) {
    const page: ListOf<StatementLine> = await listed(customer, `/accounts/${account}/entries?limit=100&after=${after}`);
    const now = customer.town.recorder.now();
    for (const { seq, transferId, amount, balanceAfter, memo, counterparty } of page.items) {
      last = seq;
      const line = { seq, transferId, amount, balanceAfter };
      const key = counterparty.alias === null ? null : memo;
      customer.town.recorder.note({ kind: 'entry', account, ...line, memo: key, start: now, end: now });
    }
    after = page.next;
  }
  return last;
}

async function noteInbox(customer: Customer): Promise<void> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: ListOf<{ data: Partial<Line> & { accountNumber?: string } }> = await listed(
      customer,
      `/notifications?limit=100${from}`,
    );
    const now = customer.town.recorder.now();
    for (const { data } of page.items) {
      const { accountNumber: account, seq, transferId, amount, balanceAfter } = data;
      // Notices of other kinds are of no entry.
      if (account === undefined || seq === undefined || transferId === undefined) continue;
      if (amount === undefined || balanceAfter === undefined) continue;
      const line = { seq, transferId, amount, balanceAfter };
      customer.town.recorder.note({ kind: 'notice', account, ...line, start: now, end: now });
    }
    cursor = page.next;
  }
}

async function noteProof(customer: Customer): Promise<void> {
  const { pod, start, end, status, text } = await customer.ask({
    method: 'GET',
    path: '/ledger/integrity',
    expects: [200],
  });
  const holds = status === 200 && (JSON.parse(text) as { holds: boolean }).holds;
  customer.town.recorder.note({ kind: 'proof', pod, holds, body: text, start, end });
}

interface StatementLine extends Line {
  memo: string | null;
  /** A treasury has no alias. */
  counterparty: { alias: string | null };
}

interface ListOf<T> {
  items: T[];
  next: string | null;
}

async function listed<T>(customer: Customer, path: string): Promise<ListOf<T>> {
  for (;;) {
    const answer = await customer.ask({ method: 'GET', path, expects: [200] });
    if (answer.status === 200) return JSON.parse(answer.text) as ListOf<T>;
    await delay(AGAIN_MS);
  }
}
