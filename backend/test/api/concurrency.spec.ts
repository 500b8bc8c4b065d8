import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import {
  type Api,
  BASE_URL,
  BASE_URL2,
  expectProblem,
  nth,
  registerUser,
  registerUsers,
  type TestUser,
  WELCOME_GRANT,
} from '@banking-demo/testkit/bank';
import { balanceOf, expectChained, expectIntegrity, pay, paid, statementOf } from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';

/** Calls of one test go to both pods in turns. */
function podOf(i: number): string {
  return i % 2 === 0 ? BASE_URL : BASE_URL2;
}

function statusCounts(answers: Response[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function expectBooks(users: TestUser[]): Promise<void> {
  for (const { api, accountNumber } of users) {
    const statement = await statementOf(api, accountNumber);
    expectChained(statement);
    expect(await balanceOf(api)).toBe(statement.at(-1)?.balanceAfter);
  }
}

describe('many transfers at once', () => {
  it('spend the whole balance of one account exactly once in 200 tries', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => pay(payer.api.at(podOf(i)), { to: payee.username, amount: WELCOME_GRANT })),
    );
    expect(statusCounts(answers)).toEqual({ 201: 1, 422: 199 });
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 422, 'insufficient_funds');
    expect([await balanceOf(payer.api), await balanceOf(payee.api)]).toEqual([0, 2 * WELCOME_GRANT]);
  });

  it('never spend more than there is', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const part = WELCOME_GRANT / 8;
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => pay(payer.api.at(podOf(i)), { to: payee.username, amount: part })),
    );
    expect(statusCounts(answers)).toEqual({ 201: 8, 422: 92 });
    await expectBooks([payer, payee]);
  });

  it('go there and back between two accounts in a storm of 500, exactly', async () => {
    const [one, other] = [await registerUser(), await registerUser()];
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, i) =>
        // Both directions go to both pods.
        i % 4 < 2
          ? pay(one.api.at(podOf(i)), { to: other.username, amount: 3 })
          : pay(other.api.at(podOf(i)), { to: one.username, amount: 2 }),
      ),
    );
    expect(statusCounts(answers)).toEqual({ 201: 500 });
    expect(await balanceOf(one.api)).toBe(WELCOME_GRANT - 250);
    expect(await balanceOf(other.api)).toBe(WELCOME_GRANT + 250);
    await expectBooks([one, other]);
  });

  // Registering a thousand users would only measure how slow passwords are hashed; forty of them pay 25 times each, all at once.
  it('pay one merchant a thousand times', async () => {
    const [merchant, payers] = [await registerUser(), await registerUsers(40)];
    // A slow machine may refuse some as overloaded: as a good client does, they are repeated with their keys.
    const payUntilAdmitted = (api: Api, key: string): Promise<Response> =>
      until(
        async () => {
          const answer = await pay(api, { to: merchant.username, amount: 7 }, key);
          return answer.status === 503 ? undefined : answer;
        },
        { timeoutMs: 90_000, intervalMs: 250 },
      );
    const answers = await Promise.all(
      payers.flatMap(({ api }, i) =>
        Array.from({ length: 25 }, (_, j) => payUntilAdmitted(api.at(podOf(i + j)), `${String(i)}-${String(j)}`)),
      ),
    );
    expect(statusCounts(answers)).toEqual({ 201: 1000 });
    expect(await balanceOf(merchant.api)).toBe(WELCOME_GRANT + 7000);
    expect(await statementOf(merchant.api, merchant.accountNumber)).toHaveLength(1001);
    await expectBooks([merchant, ...payers.slice(0, 3)]);
  }, 120_000);

  it('run in a ring without waiting for each other forever', async () => {
    const users = await registerUsers(6);
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, i) => {
        const [payer, payee] = [nth(users, i), nth(users, i + 1)];
        return pay(payer.api.at(podOf(Math.floor(i / 6))), { to: payee.username, amount: 5 });
      }),
    );
    expect(statusCounts(answers)).toEqual({ 201: 300 });
    for (const { api } of users) expect(await balanceOf(api)).toBe(WELCOME_GRANT);
  });

  it('are each seen by whoever reads after its answer', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    for (let i = 1; i <= 20; i++) {
      const { balanceAfter } = await paid(payer.api.at(podOf(i)), { to: payee.username, amount: 1 });
      expect(await balanceOf(payer.api.at(podOf(i + 1)))).toBe(balanceAfter);
    }
  });

  it('leave a ledger that adds up', async () => {
    const users = await registerUsers(4);
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => {
        // Steps of one, two and three around the four.
        const [payer, payee] = [nth(users, i), nth(users, i + 1 + (i % 3))];
        return pay(payer.api.at(podOf(i)), { to: payee.username, amount: 1 + (i % 90) });
      }),
    );
    await expectBooks(users);
    await expectIntegrity(nth(users, 0).api);
  });

  it('are each judged by itself: one too large does not take the others with it', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    // The first one leaves alone; what comes meanwhile is a batch, with the one that cannot be paid in front.
    const amounts = [1, WELCOME_GRANT + 1, ...Array.from({ length: 30 }, () => 1)];
    for (let round = 1; round <= 5; round++) {
      const answers = await Promise.all(amounts.map((amount) => pay(payer.api, { to: payee.username, amount })));
      expect(answers.map(({ status }) => status)).toEqual(amounts.map((amount) => (amount === 1 ? 201 : 422)));
    }
    expect(await balanceOf(payee.api)).toBe(WELCOME_GRANT + 5 * (amounts.length - 1));
  });
});

describe('one key sent to two pods at the same moment, many times', () => {
  it('is paid once and never refused', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const rounds = 100;
    for (let round = 0; round < rounds; round++) {
      const order = { to: payee.username, amount: WELCOME_GRANT / rounds };
      const key = randomUUID();
      const answers = await Promise.all([BASE_URL, BASE_URL2].map((url) => pay(payer.api.at(url), order, key)));
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    }
    expect([await balanceOf(payer.api), await balanceOf(payee.api)]).toEqual([0, 2 * WELCOME_GRANT]);
  });
});

describe('a key that two requests give at the same moment', () => {
  it('pays the one that can be paid, whichever comes first', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const keys = Array.from({ length: 30 }, () => randomUUID());
    const pairs = await Promise.all(
      keys.map(async (key) => {
        const [large, small] = await Promise.all(
          [WELCOME_GRANT + 1, 1].map((amount) => pay(payer.api, { to: payee.username, amount }, key)),
        );
        return [large?.status, small?.status];
      }),
    );
    expect(pairs).toEqual(keys.map(() => [422, 201]));
    expect(await balanceOf(payee.api)).toBe(WELCOME_GRANT + keys.length);
  });
});
