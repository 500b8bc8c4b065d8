import { describe, expect, inject, it } from 'vitest';
import { Client } from './support/client';
import { useVisitors } from './support/visitors';

const [url, otherUrl] = inject('urls');
const visit = useVisitors(url);

/** Somebody with a second account that holds 40.00. */
async function saver(): Promise<{ user: Client; holiday: string }> {
  const user = await Client.register(url, 'Sara Saver');
  const { number } = await user.openAccount('Holiday');
  await user.pay(number, 4_000, 'Saving');
  return { user, holiday: number };
}

describe('the chosen account', () => {
  it('stays chosen over a reload, and goes along to every screen', async () => {
    const { user, holiday } = await saver();
    const visitor = await (await visit({ as: user })).watch('/');
    await visitor.page.getByTestId('account').click();
    await visitor.page.getByRole('menuitem', { name: /Holiday/ }).click();
    await visitor.balanceBecomes('€40.00');
    expect(new URL(visitor.page.url()).searchParams.get('account')).toBe(holiday);
    await visitor.page.reload();
    await visitor.balanceBecomes('€40.00');
    await visitor.page.getByRole('navigation').getByRole('link', { name: 'Activity' }).click();
    await visitor.page.waitForURL(`**/activity?account=${holiday}`);
    await visitor.page.getByTestId('statement').getByText('Saving').waitFor();
    expect(await visitor.page.getByTestId('account').innerText()).toContain('Holiday');
  });

  it('is again the one before when one goes back', async () => {
    const { user } = await saver();
    const visitor = await (await visit({ as: user })).watch('/');
    await visitor.balanceBecomes('€960.00');
    await visitor.page.getByTestId('account').click();
    await visitor.page.getByRole('menuitem', { name: /Holiday/ }).click();
    await visitor.balanceBecomes('€40.00');
    await visitor.page.goBack();
    await visitor.balanceBecomes('€960.00');
  });

  it('is the one that pays, in the header and in the form, whichever is changed', async () => {
    const { user } = await saver();
    const visitor = await (await visit({ as: user })).watch('/transfer');
    const { page } = visitor;
    await page.getByRole('combobox', { name: 'From' }).click();
    await page.getByRole('option', { name: /Holiday/ }).click();
    await page.getByTestId('account').getByText('Holiday').waitFor();
    await page.getByText('€40.00 available').waitFor();
    await page.getByTestId('account').click();
    await page.getByRole('menuitem', { name: /Main account/ }).click();
    await page.getByRole('combobox', { name: 'From' }).getByText('Main account').waitFor();
  });

  it('is that of the transfer one looks at, above its own list', async () => {
    const { user, holiday } = await saver();
    const friend = await Client.register(url, 'Fred Friend');
    const { id } = await user.pay(friend.username, 500, 'Ice cream', holiday);
    const visitor = await (await visit({ as: user })).watch(`/activity/${id}`);
    await visitor.page.getByRole('dialog').getByText('Ice cream').waitFor();
    await visitor.page.getByTestId('account').getByText('Holiday').waitFor();
    await visitor.page.keyboard.press('Escape');
    await visitor.page.getByTestId('statement').getByText('Ice cream').waitFor();
  });

  it('never draws the chart of the one before', async () => {
    const { user, holiday } = await saver();
    const visitor = await (await visit({ as: user })).watch('/');
    const chart = visitor.page.locator('bank-area-chart canvas');
    await chart.waitFor();
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await visitor.page.route(`**/accounts/${holiday}/balances**`, async (route) => {
      await asked;
      await route.continue();
    });
    await visitor.page.getByTestId('account').click();
    await visitor.page.getByRole('menuitem', { name: /Holiday/ }).click();
    await visitor.balanceBecomes('€40.00');
    expect(await chart.count()).toBe(0);
    answer();
    await chart.waitFor();
  });
});

describe('an account that was opened elsewhere', () => {
  it('appears in the other tab of this browser, with the money that was paid into it', async () => {
    const user = await Client.register(url, 'Tom Tabs');
    const first = await (await visit({ as: user })).watch('/');
    const second = await first.page.context().newPage();
    await second.addInitScript((id) => sessionStorage.setItem('bank.session', id), user.sessionId);
    await second.goto(`${url}/`);
    await second.getByTestId('connection').getByText('Live').waitFor();
    await first.page.getByTestId('account').click();
    await first.page.getByRole('menuitem', { name: 'Open another account' }).click();
    await first.field('Name of the account').fill('Holiday');
    await first.button('Open account').click();
    await first.page.getByTestId('account').getByText('Holiday').waitFor();
    await second.getByTestId('account').click();
    await second.getByRole('menuitem', { name: /Holiday/ }).waitFor();
  });

  it('appears on another device as soon as something happens on it', async () => {
    const user = await Client.register(url, 'Tom Tabs');
    const visitor = await (await visit({ as: user, at: otherUrl })).watch('/');
    const { number } = await user.openAccount('Holiday');
    await user.pay(number, 1_500, 'First');
    await visitor.page.getByTestId('account').click();
    await visitor.page
      .getByRole('menuitem', { name: /Holiday/ })
      .getByText('€15.00')
      .waitFor();
    await visitor.page.getByRole('menuitem', { name: /Holiday/ }).click();
    await visitor.page.getByTestId('latest').getByText('First').waitFor();
  });
});

describe('the menu of accounts', () => {
  it('offers no eleventh', async () => {
    const user = await Client.register(url);
    for (let count = 2; count <= 10; count++) await user.openAccount(`Account ${String(count)}`);
    const visitor = await (await visit({ as: user })).watch('/');
    await visitor.page.getByTestId('account').click();
    const full = visitor.page.getByRole('menuitem', { name: /You have ten accounts/ });
    expect(await full.isDisabled()).toBe(true);
    expect(await visitor.page.getByRole('menuitem', { name: 'Open another account' }).count()).toBe(0);
  });

  it('holds a name of 80 letters', async () => {
    const user = await Client.register(url);
    await user.openAccount('Rainyday'.repeat(10));
    const visitor = await (await visit({ as: user, viewport: { width: 360, height: 740 } })).watch('/');
    await visitor.page.getByTestId('account').click();
    await visitor.page.getByRole('menuitem', { name: /Rainyday/ }).waitFor();
    const over = await visitor.page.evaluate(() => {
      const panel = document.querySelector('.mat-mdc-menu-panel');
      const right = panel?.getBoundingClientRect().right ?? 0;
      return [...(panel?.querySelectorAll('*') ?? [])].filter((part) => part.getBoundingClientRect().right > right + 1)
        .length;
    });
    expect(over).toBe(0);
  });
});
