import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'The idempotency key is looked up before the balances are locked',
  kind: 'money',
  pods: 2,
  shows: 'at once',
  edit: {
    file: 'ledger/ledger.service.ts',
    find: `    const [locked, earlier] = await tx.pipeline<[LedgerBalance[], PostedTransfer[]]>(
      bind(sql.LOCK_BALANCES, [ids]),
      bind(sql.FIND_KEYS, [keys.map(({ initiatedBy }) => initiatedBy), keys.map(({ key }) => key)]),
    );`,
    replace: `    const [earlier, locked] = await tx.pipeline<[PostedTransfer[], LedgerBalance[]]>(
      bind(sql.FIND_KEYS, [keys.map(({ initiatedBy }) => initiatedBy), keys.map(({ key }) => key)]),
      bind(sql.LOCK_BALANCES, [ids]),
    );`,
  },
  killedBy: {
    file: 'backend/test/api/concurrency.spec.ts',
    name: 'one key sent to two pods at the same moment, many times is paid once and never refused',
  },
  starter: false,
  review: {
    title: 'Read keys before taking locks',
    description: `A batch locks its balances and then looks its idempotency keys up, so the locks are held during a read that needs none of
them. This reads the keys first and takes the locks last, as late as possible. Both statements still travel in one round
trip; the result is the same, the locks are held for one statement less.`,
  },
};
