/** One call of the story that the collections tell, from a new customer to the way out. */
export interface Step {
  /** Its operation in the contract. */
  operation: string;
  /** The contract's summary unless told. */
  name?: string;
  /** For `{name}` of the path. */
  path?: Record<string, string>;
  query?: Record<string, string>;
  /** The examples of the contract's schema unless told. */
  body?: Record<string, string | number | boolean | (string | Record<string, string | number>)[]>;
  /** Its idempotency key: a new one, or that of the payment before. */
  key?: 'new' | 'same';
  /** What later steps use: the name of a variable, and where it stands in the answer. */
  keep?: Record<string, string>;
  /** Header fields that the answer must have. */
  expects?: Record<string, string>;
}

const PASSWORD = 'correct-horse-battery';

/** Every operation of the contract at least once, in an order in which each succeeds, by customers of its own. */
export const story: Step[] = [
  {
    operation: 'register',
    name: 'Register somebody to pay',
    body: { username: '{{newName}}', password: PASSWORD, displayName: 'Paula Payee' },
    keep: { payee: 'user.username' },
  },
  {
    operation: 'register',
    body: { username: '{{newName}}', password: PASSWORD, displayName: 'Quentin Quality' },
    keep: { username: 'user.username', session: 'sessionId' },
  },
  {
    operation: 'login',
    body: { username: '{{username}}', password: PASSWORD },
    keep: { session: 'sessionId' },
  },
  { operation: 'getMe', keep: { account: 'accounts[0].number' } },
  { operation: 'getBalance' },
  {
    operation: 'transfer',
    key: 'new',
    body: { to: '{{payee}}', amount: 2500, memo: 'Lunch' },
    keep: { transfer: 'id' },
  },
  {
    operation: 'transfer',
    name: 'Send it again with the same key, which pays once',
    key: 'same',
    body: { to: '{{payee}}', amount: 2500, memo: 'Lunch' },
    expects: { 'idempotency-replayed': 'true' },
  },
  { operation: 'getTransfer', path: { id: '{{transfer}}' } },
  { operation: 'getTransferProvenance', path: { id: '{{transfer}}' } },
  {
    operation: 'transferInBulk',
    body: {
      payments: [
        { key: 'salary-1', to: '{{payee}}', amount: 1200, memo: 'Salary' },
        { key: 'salary-2', to: '{{payee}}', amount: 800, memo: 'Bonus' },
      ],
      atomic: true,
    },
  },
  { operation: 'listTransfers', query: { limit: '10' } },
  { operation: 'listRecipients', query: { q: '{{payee}}' } },
  { operation: 'listAccounts' },
  { operation: 'openAccount', body: { name: 'Savings' } },
  { operation: 'getAccount', path: { number: '{{account}}' } },
  { operation: 'listEntries', path: { number: '{{account}}' }, query: { after: '0' } },
  { operation: 'getStatement', path: { number: '{{account}}' } },
  { operation: 'listDailyBalances', path: { number: '{{account}}' } },
  { operation: 'exportStatement', path: { number: '{{account}}' } },
  { operation: 'listNotifications', query: { limit: '10' } },
  { operation: 'readNotifications', body: { all: true } },
  { operation: 'getLedgerIntegrity' },
  { operation: 'getSystem', keep: { pod: 'servedBy' } },
  { operation: 'listBatches' },
  { operation: 'listSystemEvents' },
  { operation: 'listSessions', keep: { otherSession: 'items[1].id' } },
  { operation: 'revokeSession', path: { id: '{{otherSession}}' } },
  { operation: 'revokeOtherSessions' },
  {
    operation: 'changePassword',
    body: { currentPassword: PASSWORD, newPassword: 'another-horse-battery' },
    keep: { session: 'sessionId' },
  },
  { operation: 'logout' },
  { operation: 'listPersonas' },
  { operation: 'drainPod', body: { pod: '{{pod}}', seconds: 3 } },
  { operation: 'resetBank', name: 'Back to the seed, for everybody' },
];
