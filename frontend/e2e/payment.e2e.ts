import { describe, expect, inject, it } from 'vitest';
import { Client, PASSWORD } from './support/client';
import { useVisitors } from './support/visitors';

const [url, otherUrl] = inject('urls');
const visit = useVisitors(url);

async function couple(): Promise<{ payer: Client; payee: Client }> {
  const [payer, payee] = await Promise.all([Client.register(url, 'Paula Payer'), Client.register(url, 'Peter Payee')]);
  return { payer, payee };
}

/** Payments out of the account, without the welcome gift. */
async function paid(client: Client): Promise<number[]> {
  return (await client.transfers()).filter(({ direction }) => direction === 'out').map(({ amount }) => amount);
}

describe('paying', () => {
  it('shows at once at both, on two pods, without a reload', async () => {
    const { payer, payee } = await couple();
    const there = await (await visit({ as: payee, at: otherUrl })).watch('/');
    const here = await (await visit({ as: payer })).watch('/transfer');
    await here.fillPayment(payee.username, '1234.5', 'Lunch');
    await here.sees(/^This is P/);
    expect(await here.field('Amount').inputValue()).toBe('1,234.50');
    await here.field('Amount').fill('');
    await here.field('Amount').pressSequentially('12.5');
    await here.button('Review').click();
    await here.sees('€12.50');
    await here.button('Send €12.50').click();
    await here.page.getByTestId('receipt').waitFor();
    await there.balanceBecomes('€1,012.50');
    await there.page.getByTestId('toast').getByText('€12.50 from Paula Payer').waitFor();
    await there.page.getByTestId('latest').getByText('Lunch').waitFor();
    await here.button('Send another').waitFor();
    await here.page.getByRole('link', { name: 'Overview', exact: true }).click();
    await here.balanceBecomes('€987.50');
  });

  it('by the account number, from the quick list, keeps who was met', async () => {
    const { payer, payee } = await couple();
    await payer.pay(payee.username, 100, 'First');
    const visitor = await (await visit({ as: payer })).watch('/');
    await visitor.page.getByRole('link', { name: /^Send money to P/ }).click();
    await visitor.sees(/^This is P/);
    expect(await visitor.field('To').inputValue()).toBe(payee.username);
  });

  it('is refused in the field, in words, before anything is sent', async () => {
    const { payer, payee } = await couple();
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    await visitor.button('Review').click();
    await visitor.sees('Say who gets the money.');
    await visitor.sees('Enter an amount.');
    await visitor.fillPayment(payee.username, '2000');
    await visitor.button('Review').click();
    await visitor.sees('You have €1,000.00.');
    await visitor.field('Amount').fill('0');
    await visitor.button('Review').click();
    await visitor.sees('The amount must be more than zero.');
    await visitor.field('Amount').fill('5');
    await visitor.field('To').fill('nobody-at-all');
    await visitor.button('Review').click();
    await visitor.page.locator('mat-error', { hasText: 'Nobody has this username or account number.' }).waitFor();
    await visitor.field('To').fill(payer.username);
    await visitor.button('Review').click();
    await visitor.sees('This is the account you are paying from.');
    expect(await paid(payer)).toEqual([]);
  });

  it('shows what the bank refuses at the field it concerns', async () => {
    const { payer, payee } = await couple();
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    await visitor.reviewPayment(payee.username, '900');
    // Meanwhile the money goes elsewhere.
    await payer.pay(payee.username, 50_000);
    await visitor.button('Send €900.00').click();
    await visitor.page.locator('mat-error', { hasText: 'There is not enough money on the account.' }).waitFor();
    expect(await paid(payer)).toEqual([50_000]);
  });

  it("reaches a further account of one's own, whose figures one can choose to see", async () => {
    const payer = await Client.register(url);
    const visitor = await (await visit({ as: payer })).watch('/');
    const account = visitor.page.getByTestId('account');
    await account.click();
    await visitor.page.getByRole('menuitem', { name: 'Open another account' }).click();
    await visitor.field('Name of the account').fill('Holiday');
    await visitor.button('Open account').click();
    await account.getByText('Holiday').waitFor();
    await visitor.balanceBecomes('€0.00');
    const number = (await account.getByText(/^[0-9]{10}$/).innerText()).trim();
    await account.click();
    await visitor.page.getByRole('menuitem', { name: /Main account/ }).click();
    await visitor.balanceBecomes('€1,000.00');
    await visitor.page.getByRole('link', { name: 'Send money', exact: true }).click();
    await visitor.reviewPayment(number, '40', 'Saving');
    await visitor.button('Send €40.00').click();
    await visitor.page.getByTestId('receipt').waitFor();
    await visitor.page.getByRole('link', { name: 'Overview', exact: true }).click();
    await visitor.balanceBecomes('€960.00');
    await account.click();
    await visitor.page.getByRole('menuitem', { name: /Holiday/ }).click();
    await visitor.balanceBecomes('€40.00');
    await visitor.page.getByTestId('latest').getByText('Saving').waitFor();
  });
});

describe('a payment is made once', () => {
  it('with a double click', async () => {
    const { payer, payee } = await couple();
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    await visitor.reviewPayment(payee.username, '5');
    await visitor.button('Send €5.00').dblclick();
    await visitor.page.getByTestId('receipt').waitFor();
    expect(await paid(payer)).toEqual([500]);
  });

  it('when its answer is dropped: it says so, and finds out by itself', async () => {
    const { payer, payee } = await couple();
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    const keys: (string | undefined)[] = [];
    let dropped = 0;
    await visitor.page.route('**/api/transfer', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (dropped++ >= 2) return route.continue();
      // The bank makes it, but its answer never arrives.
      await route.fetch();
      await route.abort('connectionreset');
    });
    await visitor.reviewPayment(payee.username, '7');
    await visitor.button('Send €7.00').click();
    await visitor.page.getByTestId('checking').waitFor();
    await visitor.page.getByTestId('receipt').waitFor();
    expect(await paid(payer)).toEqual([700]);
    expect(new Set(keys).size).toBe(1);
    expect(keys.length).toBeGreaterThanOrEqual(3);
    await visitor.page.getByRole('link', { name: 'Overview', exact: true }).click();
    await visitor.balanceBecomes('€993.00');
  });

  it('when the page is reloaded before the answer', async () => {
    const { payer, payee } = await couple();
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    const made = new Promise<void>((resolve) => {
      void visitor.page.route('**/api/transfer', async (route) => {
        await route.fetch();
        resolve();
      });
    });
    await visitor.reviewPayment(payee.username, '8');
    await visitor.button('Send €8.00').click();
    await made;
    await visitor.page.unrouteAll({ behavior: 'ignoreErrors' });
    await visitor.page.reload();
    await visitor.page.getByTestId('receipt').waitFor();
    expect(await paid(payer)).toEqual([800]);
  });

  it('when one goes back and confirms again', async () => {
    const { payer, payee } = await couple();
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    await visitor.reviewPayment(payee.username, '9');
    await visitor.page.reload();
    await visitor.button('Send €9.00').click();
    await visitor.page.getByTestId('receipt').waitFor();
    await visitor.page.getByRole('link', { name: 'Overview', exact: true }).click();
    await visitor.page.getByRole('heading', { name: /Hello/ }).waitFor();
    await visitor.page.goBack();
    await visitor.button('Review').waitFor();
    expect(await visitor.field('Amount').inputValue()).toBe('');
    expect(await paid(payer)).toEqual([900]);
  });

  it('by two copies of the form, and the second copy says so', async () => {
    const { payer, payee } = await couple();
    const first = await (await visit({ as: payer })).watch('/transfer');
    await first.reviewPayment(payee.username, '4');
    const copied = await first.page.evaluate(() =>
      Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index) ?? '').map(
        (name): [string, string] => [name, sessionStorage.getItem(name) ?? ''],
      ),
    );
    const second = await visit({ as: payer, at: otherUrl });
    await second.page.addInitScript((entries) => {
      for (const [name, value] of entries) sessionStorage.setItem(name, value);
    }, copied);
    await second.watch('/transfer');
    await second.button('Change').click();
    await second.field('Amount').fill('6');
    await second.button('Review').click();
    await second.sees('€6.00');
    await first.button('Send €4.00').click();
    await first.page.getByTestId('receipt').waitFor();
    await second.button('Send €6.00').click();
    await second.sees('Already paid');
    expect(await paid(payer)).toEqual([400]);
  });
});

describe('a payment in hand survives', () => {
  it('the end of the session: after signing in one is back at the form as it was', async () => {
    const { payer, payee } = await couple();
    const other = await Client.signIn(url, payer.username, PASSWORD);
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    await visitor.fillPayment(payee.username, '11', 'Book');
    await other.endOtherSessions();
    await visitor.sees('This session was ended from another device.');
    await visitor.field('Username').fill(payer.username);
    await visitor.field('Password').fill(PASSWORD);
    await visitor.button('Sign in').click();
    await visitor.button('Review').waitFor();
    expect(await visitor.field('To').inputValue()).toBe(payee.username);
    expect(await visitor.field('Amount').inputValue()).toBe('11.00');
    expect(await visitor.field('Memo').inputValue()).toBe('Book');
  });

  it('being offline: nothing is sent until one is back', async () => {
    const { payer, payee } = await couple();
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    await visitor.reviewPayment(payee.username, '13');
    await visitor.page.context().setOffline(true);
    await visitor.page.getByTestId('connection').getByText('Offline').waitFor();
    await visitor.button('Send €13.00').click();
    await visitor.sees(/You are offline\. Nothing has been sent/);
    expect(await paid(payer)).toEqual([]);
    await visitor.page.context().setOffline(false);
    await visitor.connected();
    await visitor.button('Send €13.00').click();
    await visitor.page.getByTestId('receipt').waitFor();
    expect(await paid(payer)).toEqual([1300]);
  });
});
