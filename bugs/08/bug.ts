import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'Anybody signed in can read anybody’s transfer by its id',
  kind: 'identity',
  pods: 1,
  shows: 'in answers',
  edit: {
    file: 'transfers/transfer-history.service.ts',
    find: `    if (transfer && parties.get(transfer.toId)?.holderId === userId) return view(transfer, 'in', parties);
`,
    replace: `    if (transfer) return view(transfer, 'in', parties);
`,
  },
  killedBy: {
    file: 'backend/test/api/transfers.spec.ts',
    name: 'GET /transfers/{id} knows nothing of a transfer between others',
  },
  starter: true,
  review: {
    title: 'Simplify who sees a transfer',
    description: `A transfer has two sides. Who is not the payer is the payee, so the second comparison can go.`,
  },
};
