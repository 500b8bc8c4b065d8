import { ACCOUNTS, type DuelCase, figure, type Program, sumOf } from '../program';

/** Anna may send 100.00 a day and has sent 80.00; two further 20.00 come at the same time. */
export const limitPhantom: DuelCase = {
  name: 'limit-phantom',
  script: 'ABABABAB',
  bank: {
    file: 'backend/src/ledger/posting.sql.ts',
    line: 'WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE',
  },
  setup: `${ACCOUNTS}; INSERT INTO accounts VALUES (1, 'Anna', 500);
    CREATE TABLE transfers (account_id int NOT NULL, amount numeric(12, 2) NOT NULL, memo text NOT NULL);
    INSERT INTO transfers VALUES (1, 80, 'rent')`,
  look: 'SELECT memo, amount FROM transfers ORDER BY amount DESC, memo',
  sides: {
    mistake: { left: () => pay('lunch', false), right: () => pay('taxi', false) },
    remedy: { left: () => pay('lunch', true), right: () => pay('taxi', true) },
  },
  judge: (seen) => {
    const beyond = sumOf(seen, 'amount') - 100_00;
    return beyond > 0 ? { finding: 'limit-exceeded', amount: beyond } : { finding: 'exact', amount: null };
  },
};

function* pay(memo: string, locks: boolean): Program {
  yield 'BEGIN';
  if (locks) yield 'SELECT id FROM accounts WHERE id = 1 FOR NO KEY UPDATE';
  const sent = yield 'SELECT sum(amount) AS today FROM transfers WHERE account_id = 1';
  if (figure(sent, 'today') + 20 > 100) {
    yield 'ROLLBACK';
    return 'refused';
  }
  yield `INSERT INTO transfers VALUES (1, 20.00, '${memo}')`;
  yield 'COMMIT';
  return 'paid';
}
