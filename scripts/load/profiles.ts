/** Who pays whom, how often, and for how long unless told. */
export interface Profile {
  /** What it is for, in a line. */
  purpose: string;
  /** Payer and payee of the nth payment, as positions among so many customers. */
  order: (n: number, customers: number) => { payer: number; payee: number };
  seconds: number;
  /** Payments a second over all connections; as many as are answered where it is absent. */
  perSecond?: number;
}

function inRing(n: number, customers: number): { payer: number; payee: number } {
  return { payer: n % customers, payee: (n + 1) % customers };
}

/** The first one pays back, so that nobody runs out of money however long it lasts. */
function withTheFirst(n: number, customers: number): { payer: number; payee: number } {
  const other = 1 + (Math.floor(n / 2) % (customers - 1));
  return n % 2 === 0 ? { payer: other, payee: 0 } : { payer: 0, payee: other };
}

export const profiles = {
  spread: { purpose: 'everybody pays the next one, as fast as answers come', order: inRing, seconds: 10 },
  hot: { purpose: 'every payment is to or from one account', order: withTheFirst, seconds: 10 },
  soak: {
    purpose: 'everybody pays the next one at a steady pace, for long',
    order: inRing,
    seconds: 1800,
    perSecond: 200,
  },
} satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

export function isProfileName(name: string | undefined): name is ProfileName {
  return name !== undefined && Object.hasOwn(profiles, name);
}
