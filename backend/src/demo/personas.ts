/** A customer of the demo; the passwords are printed for everyone to see. */
export interface Persona {
  username: string;
  displayName: string;
  password: string;
}

export const PERSONAS: readonly Persona[] = [
  { username: 'alice', displayName: 'Alice Archer', password: 'alice-likes-ledgers' },
  { username: 'bob', displayName: 'Bob Baker', password: 'bob-bakes-balances' },
  { username: 'carol', displayName: 'Carol Cooper', password: 'carol-counts-coins' },
  { username: 'dave', displayName: 'Dave Dyer', password: 'dave-digs-dividends' },
  { username: 'merchant', displayName: 'Corner Café', password: 'merchant-makes-money' },
];

/** A payment of the past, days before today and minutes into that day. */
export interface PastPayment {
  daysAgo: number;
  minute: number;
  from: string;
  to: string;
  /** Minor units. */
  amount: number;
  memo: string;
}

const PURCHASES = [
  'Espresso',
  'Croissant and coffee',
  'Lunch special',
  'Cake to go',
  'Sandwich',
  'Birthday cake',
  'Beans, 1 kg',
];
const SHARED = ['Cinema', 'Taxi home', 'Concert tickets', 'Half of the groceries', 'Pizza night', 'Present for Eve'];
const CUSTOMERS = ['alice', 'bob', 'carol', 'dave'];
/** Who works at the café, in turn by week. */
const WAGES = [
  ['alice', 'dave'],
  ['bob', 'carol'],
];

/** The welcome grant that the history is written for, and its largest payment; minor units. */
const GRANT = 100_000;
const LARGEST = 9_000;

/** By what the amounts are multiplied, so that a smaller grant and a lower limit on payments have room for them. */
export function seedScale({ welcomeGrant, transferMax }: { welcomeGrant: number; transferMax: number }): number {
  return Math.min(1, welcomeGrant / GRANT, transferMax / LARGEST);
}

/**
 * Thirty days of small payments, the same ones every time: purchases at the café most days, favours among friends, and
 * the café's weekly wages. Oldest first; nobody spends more than a welcome grant of 1,000.00 allows, or its share of it.
 */
export function pastPayments(scale = 1): PastPayment[] {
  const random = sequence(20_261);
  const payments: PastPayment[] = [];
  for (let daysAgo = 29; daysAgo >= 0; daysAgo--) {
    for (const [i, customer] of CUSTOMERS.entries())
      if (random() < 0.55)
        payments.push(
          payment(daysAgo, 480 + i * 45, customer, 'merchant', 280 + random() * 1600, pick(PURCHASES, random())),
        );
    if (random() < 0.6) {
      const from = Math.floor(random() * CUSTOMERS.length);
      const to = (from + 1 + Math.floor(random() * (CUSTOMERS.length - 1))) % CUSTOMERS.length;
      payments.push(
        payment(
          daysAgo,
          1080,
          CUSTOMERS[from] ?? '',
          CUSTOMERS[to] ?? '',
          500 + random() * 4500,
          pick(SHARED, random()),
        ),
      );
    }
    if (daysAgo % 7 === 3)
      for (const employee of WAGES[Math.floor(daysAgo / 7) % 2] ?? [])
        payments.push(payment(daysAgo, 1020, 'merchant', employee, 9000, 'Wages'));
  }
  const inOrder = payments.sort((a, b) => b.daysAgo - a.daysAgo || a.minute - b.minute);
  return inOrder.map((each) => ({ ...each, amount: Math.max(1, Math.floor(each.amount * scale)) }));
}

function payment(daysAgo: number, minute: number, from: string, to: string, amount: number, memo: string): PastPayment {
  return { daysAgo, minute, from, to, amount: Math.round(amount / 10) * 10, memo };
}

function pick(choices: readonly string[], at: number): string {
  return choices[Math.floor(at * choices.length)] ?? '';
}

/** Numbers in [0, 1) that repeat for the same seed: a linear congruential generator with the constants of Numerical Recipes. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
