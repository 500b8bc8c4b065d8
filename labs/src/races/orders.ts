import type { Order } from '../ways/way';
import type { RaceChoice } from './race.types';

/** Cents on each account when anybody pays anybody: so little that payers meet their end of money. */
const FUNDS_EACH = 50_000;
const LARGEST = 25_000;
/** Cents on all payers of a hot account: more than they can pay in any race. */
const HOT_FUNDS = 100_000_000;
const HOT_LARGEST = 200;

/** The account that all pay in a race with a hot one. */
const HOT_ID = 1;

/** What an account holds before the first payment. */
export function fundsOf(id: number, { accounts, hot }: RaceChoice): number {
  if (!hot) return FUNDS_EACH;
  return id === HOT_ID ? 0 : Math.floor(HOT_FUNDS / (accounts - 1));
}

/** The orders of one client: the same for every way, and the same again with the same seed. */
export function* ordersOf(client: number, choice: RaceChoice): Generator<Order, never> {
  const random = mulberry32(choice.seed * 1000 + client);
  const below = (bound: number): number => Math.floor(random() * bound);
  for (;;) {
    const from = choice.hot ? 2 + below(choice.accounts - 1) : 1 + below(choice.accounts);
    const to = choice.hot ? HOT_ID : 1 + ((from + below(choice.accounts - 1)) % choice.accounts);
    yield { from, to, amount: 1 + below(choice.hot ? HOT_LARGEST : LARGEST) };
  }
}

/** Numbers from 0 to 1 that a seed determines; the generator known by this name, by Tommy Ettinger. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
