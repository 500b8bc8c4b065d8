/** Names of the ways, which are those of their files. */
export type WayName =
  'naive' | 'check-then-move' | 'sender-first' | 'ordered' | 'optimistic' | 'serializable' | 'batched';

/** One payment to make. */
export interface Order {
  from: number;
  to: number;
  /** Cents. */
  amount: number;
}

/** `refused`: the payer has less than the amount. */
export type Outcome = 'moved' | 'refused';

/** A client's own connection. */
export interface Db {
  query(sql: string, values?: unknown[]): Promise<{ rows: Account[]; rowCount: number | null }>;
}

/**
 * One way to move money, on a client's own connection. What the database ends is thrown, unless the way tries again: then
 * it calls `retried` before each further try, which throws once the time of the race is up.
 */
export type Way = (db: Db, order: Order, retried: () => void) => Promise<Outcome>;

/** A row of the lab's table. */
export interface Account {
  id: number;
  /** Cents. */
  balance: number;
  version: number;
}
