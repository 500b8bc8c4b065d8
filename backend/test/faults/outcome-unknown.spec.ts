import { randomUUID } from 'node:crypto';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { Wire } from '../../../scripts/stack/wires/wire';
import type { TransferDto } from '../../src/transfers/transfer.dto';
import { bodyOf, expectProblem, nth, registerUser, succeeded, WELCOME_GRANT } from '@banking-demo/testkit/bank';
import { balanceOf, pay } from '@banking-demo/testkit/payments';

let stack: Stack<PrivateServers>;
let wire: Wire;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 0, env: { LOG_LEVEL: 'silent' } });
  wire = await Wire.to(stack.servers.podDatabaseUrl);
  await stack.addPod({ DATABASE_URL: wire.url });
});

afterEach(() => {
  wire.heal();
});
afterAll(async () => {
  await stack.stop();
  wire.close();
});

describe('a payment whose confirmation is lost', () => {
  it.each([
    ['with all that the database answered', () => wire.loseCommit()],
    ['at the last word', () => wire.strike({ kind: 'cut-at', moment: 'commit-confirmed' })],
  ])('%s is answered as unknown, and its key gives the truth', async (_, lose) => {
    const { url } = nth(stack.pods, 0);
    const [payer, payee] = [await registerUser({}, url), await registerUser({}, url)];
    const [order, key] = [{ to: payee.username, amount: 700 }, randomUUID()];
    const strike = lose();
    const lost = await pay(payer.api, order, key);
    expectProblem(lost, 503, 'outcome_unknown');
    expect(Number(lost.headers['retry-after'])).toBeGreaterThan(0);
    strike.end();
    const again = succeeded(await pay(payer.api, order, key), 201);
    // The database did what it was told.
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(bodyOf<TransferDto>(again)).toMatchObject({ amount: 700, balanceAfter: WELCOME_GRANT - 700 });
    expect(await balanceOf(payee.api)).toBe(WELCOME_GRANT + 700);
  });
});
