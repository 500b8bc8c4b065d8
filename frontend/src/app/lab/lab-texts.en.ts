import type { DuelName, Finding, Outcome, WayName } from '@banking-demo/lab';

interface Titled {
  title: string;
  /** What it does, in a sentence. */
  hint: string;
}

const ways: Record<WayName, Titled> = {
  naive: { title: 'Naive', hint: 'Reads both balances, computes in the program, writes the results.' },
  'check-then-move': { title: 'Check, then move', hint: 'Checks without a lock, then lets the database do the sums.' },
  'sender-first': { title: 'Sender first', hint: 'Locks the payer’s account, then the payee’s.' },
  ordered: { title: 'Ordered', hint: 'Locks both accounts, the lower number first, whoever pays.' },
  optimistic: {
    title: 'Optimistic',
    hint: 'Locks nothing; a version number tells who came too late and must try again.',
  },
  serializable: {
    title: 'Serializable',
    hint: 'The database itself finds conflicts; the program must be able to repeat.',
  },
  batched: { title: 'Batched', hint: 'The bank’s own ledger: what arrives while one batch commits is the next batch.' },
};

interface DuelText extends Titled {
  /** What the bank does about it. */
  bank: string;
}

const duels: Record<DuelName, DuelText> = {
  'lost-update': {
    title: 'Lost update',
    hint: 'Anna and Ben each pay the shop 10.00. Both read its balance before either writes it.',
    bank: 'It locks both accounts before it reads them, so that nobody computes from a balance of before.',
  },
  'double-spend': {
    title: 'Double spend',
    hint: 'Anna has 10.00 and pays them twice at the same time. Both payments find the money.',
    bank: 'It decides on balances that it holds a lock on; the second payment sees what the first one left.',
  },
  deadlock: {
    title: 'Deadlock',
    hint: 'Anna and Ben pay each other. Each locks the own account and waits for the other one.',
    bank: 'It locks in the order of account numbers, whoever pays, so that nobody can wait in a circle.',
  },
  'write-skew': {
    title: 'Write skew',
    hint: 'Anna’s two accounts may not be overdrawn together. Each withdrawal looks at both and writes one.',
    bank: 'It locks every account that a decision depends on, not only the one it writes.',
  },
  'serializable-abort': {
    title: 'Serializable abort',
    hint: 'The same, at the strictest isolation level: the database ends one of the two. Somebody has to try again.',
    bank: 'It needs no such level: its locks make conflicts wait instead of fail, at READ COMMITTED.',
  },
  'optimistic-conflict': {
    title: 'Optimistic conflict',
    hint: 'A version number tells who came too late, by an UPDATE of no rows. Does the program look?',
    bank: 'It locks instead: on an account that everybody pays, trying again would cost more than waiting.',
  },
  'key-before-lock': {
    title: 'Key before lock',
    hint: 'A payment is sent twice with one idempotency key. Both look the key up before either has the lock.',
    bank: 'It looks keys up after it has the lock, in a statement of its own, which sees what was committed meanwhile.',
  },
  'limit-phantom': {
    title: 'Limit and phantom',
    hint: 'Anna may send 100.00 a day and has sent 80.00. Two further 20.00 come at once: which rows did the check not see?',
    bank: 'It locks the account first; rows that do not exist yet cannot be locked, but the account can.',
  },
};

const findings: Record<Finding, (amount: string) => string> = {
  exact: () => 'Exact: every cent is where it belongs.',
  'money-missing': (amount) => `${amount} are missing: a payment was written over.`,
  'money-made': (amount) => `${amount} came out of nothing.`,
  overdrawn: (amount) => `Overdrawn by ${amount}.`,
  'paid-twice': (amount) => `Paid twice: ${amount} too much.`,
  'limit-exceeded': (amount) => `The limit is exceeded by ${amount}.`,
  'ended-by-database': () => 'No money was harmed: the database ended one of the two, whose payment was not made.',
};

const outcomes: Record<Outcome, string> = {
  paid: 'paid',
  refused: 'refused: not enough',
  replayed: 'answered as before: it was paid already',
  'ended-by-database': 'ended by the database',
};

export const en = {
  title: 'Race lab',
  tabs: { races: 'Races', duels: 'Slow motion' },
  missing: 'There is no lab here',
  missingHint: 'It runs beside the bank with npm run demo -- --lab.',
  lost: 'The lab does not answer any more. It may be starting again; reload in a moment.',
  copied: 'Copied',

  races: {
    lead: 'The same transfer, written in several ways, on a real database. One way runs at a time, in three rounds by turns, so that they do not rob each other of the machine.',
    choose: 'What to race',
    ways: 'Ways, up to four',
    accounts: 'Accounts',
    hot: 'All pay one',
    clients: 'Clients',
    clientsHint: '1 to 64, at the same time',
    seconds: 'Seconds each',
    secondsHint: '2 to 30',
    seed: 'Seed',
    seedHint: 'The same seed makes the same orders',
    start: 'Start the race',
    starting: 'Starting',
    stop: 'Stop',
    again: 'Race again',
    copy: 'Copy as Markdown',
    link: 'Copy the link',
    theirs: 'Somebody else’s race is on: you are watching it.',
    round: (round: number, rounds: number) => `Round ${String(round)} of ${String(rounds)}`,
    phase: {
      preparing: 'Preparing the tables',
      running: 'Running',
      done: 'Done',
      cancelled: 'Stopped',
      failed: 'Failed',
    },
    perSecond: 'transfers per second',
    p99: '99 of 100 within',
    p99Hint: 'The 99th percentile (p99): one payment in a hundred took longer.',
    deadlocks: 'Deadlocks',
    deadlocksHint: 'Payments that waited for each other in a circle, of which the database ended one (40P01).',
    retries: 'Retries',
    retriesHint: 'Payments that were begun again because somebody else was faster (40001, or an old version).',
    turn: 'its turn',
    money: (start: string, now: string) => `Money ${start} at the start, ${now} now`,
    overdrawn: (amount: string) => `Overdrawn by ${amount}`,
    sentence: {
      missing: (amount: string) =>
        `${amount} are gone: payments that read before and wrote after another one have undone it.`,
      made: (amount: string) =>
        `${amount} came out of nothing: payments that read before and wrote after another one have undone it.`,
      overdrawn: () =>
        'The sum is right, but payers have spent what they did not have: checked before somebody else took it.',
      deadlocks: (ended: string, of: string) =>
        `${ended} of ${of} were ended by the database: two payers had locked each other’s account.`,
      retried: (retries: string, moved: string) => `Exact, at the price of ${retries} retries for ${moved} payments.`,
      batched: () => 'Exact: many payments share one commit, each decided on the balance that the one before it left.',
      exact: (moved: string) => `Exact: ${moved} payments, and every cent is where it belongs.`,
      quiet: () =>
        'Nothing went wrong this time, which proves nothing: race again, with fewer accounts or more clients.',
      waiting: () => 'Has not paid yet.',
      failed: (count: string, problem: string) => `${count} failed: ${problem}`,
    },
    source: 'The file that runs',
    table: {
      way: 'way',
      rate: 'transfers/s',
      p99: 'p99 ms',
      deadlocks: 'deadlocks',
      retries: 'retries',
      start: 'money at the start',
      now: 'now',
      overdrawn: 'overdrawn',
    },
    heading: (accounts: string, clients: string, seconds: string, seed: string) =>
      `${accounts} accounts, ${clients} clients, ${seconds} s each in three rounds, seed ${seed}`,
  },

  duels: {
    lead: 'Two real database sessions, stepped by hand, until the database gives its verdict.',
    case: 'Case',
    form: 'Form',
    mistake: 'The mistake',
    remedy: 'The remedy',
    left: 'Left session',
    right: 'Right session',
    stepLeft: 'Step left',
    stepRight: 'Step right',
    restart: 'Start over',
    keys: 'Keys: ← and → step, R starts over.',
    next: 'next',
    waits: 'waits for the other session',
    waited: 'after waiting',
    rows: (count: number) => (count === 1 ? '1 row' : `${String(count)} rows`),
    done: 'done',
    seen: 'What a third session sees',
    verdict: 'Verdict',
    open: 'Step on until both are done.',
    bank: 'What the bank does about it',
    script: (script: string) => `An order that shows it: ${script}, where A is left and B is right.`,
  },

  ways,
  cases: duels,
  findings,
  outcomes,
};

export type LabTexts = typeof en;
