import type { Customers } from '../customers';

/** What is asked of a server, over and over. */
export interface Traffic {
  path: string;
  /** Whose sessions ask. */
  caller: 'any' | 'merchant';
  /** Who is paid, for transfers; anything else is a GET. */
  payee?: 'any' | 'merchant';
}

export const anyPaysAny: Traffic = { path: '/api/transfer', caller: 'any', payee: 'any' };
export const anyPaysMerchant: Traffic = { path: '/api/transfer', caller: 'any', payee: 'merchant' };
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
