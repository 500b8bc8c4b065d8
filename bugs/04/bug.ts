import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'The receiver of a transfer is shown the balance of the payer',
  kind: 'money',
  pods: 1,
  shows: 'in answers',
  edit: {
    file: 'transfers/transfer.dto.ts',
    find: `: { accountNumber: to.number, seq: transfer.toSeq, balanceAfter: transfer.toBalanceAfter };`,
    replace: `: { accountNumber: to.number, seq: transfer.toSeq, balanceAfter: transfer.fromBalanceAfter };`,
  },
  killedBy: {
    file: 'backend/test/api/transfers.spec.ts',
    name: 'GET /transfers/{id} tells each side its own account, seq and balance, and nothing of the other’s',
  },
  starter: false,
  review: {
    title: 'Fill balanceAfter for incoming transfers',
    description: `Both directions of the view name their own account, seq and balance. Writes the incoming one out in the same order as the
outgoing one, so that the two lines can be compared at a glance.`,
  },
};
