import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrivateServers, Stack } from '../../scripts/stack/stack';
import { openBank } from './support/bank';
import { Client } from './support/client';
import { launchChromium } from './support/chromium';
import { Visitor } from './support/visitor';

/** Redis stays there and answers nobody. */
async function hang(redisUrl: string, forMs: number): Promise<void> {
  const { hostname, port, password } = new URL(redisUrl);
  const socket = connect(Number(port), hostname);
  socket.write(`${password ? `AUTH ${password}\r\n` : ''}CLIENT PAUSE ${String(forMs)} ALL\r\n`);
  // It still says that it will; the end of this connection it would notice only afterwards.
  await once(socket, 'data');
  socket.destroy();
}

let bank: Stack<PrivateServers>;

beforeAll(async () => {
  bank = await openBank(1);
});
afterAll(() => bank.stop());

describe('while the page is open', () => {
  it('the server may be killed and come back: nothing is lost, nothing paid twice', async () => {
    const [pod] = bank.pods;
    if (!pod) throw new Error('The bank has one pod.');
    const [payer, payee] = await Promise.all([
      Client.register(pod.url, 'Paula Payer'),
      Client.register(pod.url, 'Peter Payee'),
    ]);
    const browser = await launchChromium();
    try {
      const [here, there] = await Promise.all([
        Visitor.arrive(browser, pod.url, { as: payer }),
        Visitor.arrive(browser, pod.url, { as: payee }),
      ]);
      await Promise.all([here.watch('/transfer'), there.watch('/')]);
      await here.reviewPayment(payee.username, '21');
      await pod.kill();
      for (const { page } of [here, there]) await page.getByTestId('connection').getByText('Offline').waitFor();
      await here.button('Send €21.00').click();
      await here.page.getByTestId('checking').waitFor();
      await pod.restart();
      await Promise.all([here.connected(), there.connected()]);
      await here.page.getByTestId('receipt').waitFor();
      await there.balanceBecomes('€1,021.00');
      const paid = (await payer.transfers()).filter(({ direction }) => direction === 'out');
      expect(paid.map(({ amount }) => amount)).toEqual([2100]);
      await here.leave();
      await there.leave();
    } finally {
      await browser.close();
    }
  });

  it('Redis may hang: the page says that something is wrong, and when it is over', async () => {
    const [pod] = bank.pods;
    if (!pod) throw new Error('The bank has one pod.');
    const user = await Client.register(pod.url);
    const browser = await launchChromium();
    try {
      const visitor = await Visitor.arrive(browser, pod.url, { as: user });
      await visitor.watch('/');
      await hang(bank.servers.redis.url, 14_000);
      await visitor.page
        .getByTestId('connection')
        .getByText(/^(Delayed|Degraded)$/)
        .waitFor();
      await visitor.connected();
      await visitor.leave();
    } finally {
      await browser.close();
    }
  });

  it('what happened behind its back is caught up after the connection returns', async () => {
    const [pod] = bank.pods;
    if (!pod) throw new Error('The bank has one pod.');
    const [user, friend] = await Promise.all([Client.register(pod.url), Client.register(pod.url, 'Fred Friend')]);
    const browser = await launchChromium();
    try {
      const visitor = await Visitor.arrive(browser, pod.url, { as: user });
      await visitor.watch('/');
      await visitor.page.getByTestId('latest').getByRole('listitem').first().waitFor();
      // From now on the page cannot reach the bank, which goes on without it.
      await visitor.page.context().setOffline(true);
      await visitor.page.routeWebSocket('**/socket.io/**', (socket) => void socket.close());
      await visitor.page.getByTestId('connection').getByText('Offline').waitFor();
      for (const memo of ['One', 'Two', 'Three']) await friend.pay(user.username, 100, memo);
      await visitor.page.context().setOffline(false);
      await visitor.connected();
      await visitor.balanceBecomes('€1,003.00');
      const rows = visitor.page.getByTestId('latest').getByRole('listitem');
      await rows.filter({ hasText: 'Three' }).waitFor();
      for (const memo of ['One', 'Two', 'Three']) expect(await rows.filter({ hasText: memo }).count()).toBe(1);
      await visitor.leave();
    } finally {
      await browser.close();
    }
  });
});
