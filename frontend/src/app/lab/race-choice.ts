import type { Params } from '@angular/router';
import type { RaceChoice, WayName } from '@banking-demo/lab';

/** A race as the address tells it: what is missing or out of bounds there is as it was chosen at first. */

export const MOST_WAYS = 4;
export const ACCOUNTS = [2, 50, 1000];

const BOUNDS = { accounts: [2, 1000], clients: [1, 64], seconds: [2, 30], seed: [1, 1_000_000] } as const;
const FIRST: RaceChoice = { ways: ['naive', 'ordered'], accounts: 2, hot: false, clients: 8, seconds: 6, seed: 1 };

export function choiceOf(params: Params, known: readonly WayName[]): RaceChoice {
  const asked = String(params.ways ?? '').split(',');
  const ways = known.filter((way) => asked.includes(way)).slice(0, MOST_WAYS);
  const whole = (name: keyof typeof BOUNDS): number => within(name, Number(params[name] ?? NaN)) ?? FIRST[name];
  return {
    ways: ways.length > 0 ? ways : FIRST.ways,
    accounts: whole('accounts'),
    hot: params.hot === 'yes',
    clients: whole('clients'),
    seconds: whole('seconds'),
    seed: whole('seed'),
  };
}

export function paramsOf({ ways, accounts, hot, clients, seconds, seed }: RaceChoice): Params {
  return { ways: ways.join(','), accounts, hot: hot ? 'yes' : null, clients, seconds, seed };
}

/** The number if a race can have it, else undefined. */
export function within(name: keyof typeof BOUNDS, value: number): number | undefined {
  const [min, max] = BOUNDS[name];
  return Number.isInteger(value) && value >= min && value <= max ? value : undefined;
}

/** The ways with one more or one less; as they were when that would be none or too many. */
export function toggled(ways: readonly WayName[], way: WayName, known: readonly WayName[]): WayName[] {
  const wanted = ways.includes(way) ? ways.filter((each) => each !== way) : [...ways, way];
  return wanted.length === 0 || wanted.length > MOST_WAYS ? [...ways] : known.filter((each) => wanted.includes(each));
}
