import type { Customers } from '../customers';

/** How a transfer is written: as the bank's API takes it, or that of another ledger. */
export type Shape = 'bank' | 'blnk' | 'formance';

/** What is asked of a server, over and over. */
export interface Traffic {
  path: string;
  /** Whose sessions ask. */
  caller: 'any' | 'merchant';
  /** Who is paid, for transfers; anything else is a GET. */
  payee?: 'any' | 'merchant';
  /** Payments in each request; one transfer where it is absent. */
  bulk?: number;
  /** The bank's unless told otherwise; the others are known to wrk alone. */
  shape?: Shape;
}

export const anyPaysAny: Traffic = { path: '/api/transfer', caller: 'any', payee: 'any' };
export const anyPaysMerchant: Traffic = { path: '/api/transfer', caller: 'any', payee: 'merchant' };
/** As many as one request may hold, each by itself. */
export const bulkPayments: Traffic = { path: '/api/transfers/bulk', caller: 'any', payee: 'any', bulk: 500 };
export const readBalance: Traffic = { path: '/api/balance', caller: 'any' };

export interface Load {
  url: string;
  traffic: Traffic;
  connections: number;
  seconds: number;
  customers: Customers;
  /** Different for every load: idempotency keys start with it. */
  prefix: string;
  /** For what the generator prints. */
  folder: string;
}
