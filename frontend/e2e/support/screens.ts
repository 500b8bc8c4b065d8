import { Client } from './client';
import type { Visitor } from './visitor';

/** A state of a screen that is worth looking at. */
export interface Screen {
  name: string;
  path: string;
  signedOut?: true;
  /** Brings the screen to where it is worth looking at. */
  act: (visitor: Visitor, people: People) => Promise<unknown>;
}

/** Whose screens they are, and somebody who pays and was paid. */
export interface People {
  user: Client;
  friend: Client;
}

const menuItem = (visitor: Visitor, name: string | RegExp) => visitor.page.getByRole('menuitem', { name });
const shown = (selector: string) => (visitor: Visitor) => visitor.page.locator(selector).first().waitFor();

export const screens: Screen[] = [
  { name: 'sign-in', path: '/sign-in', signedOut: true, act: (visitor) => visitor.sees('Alice Archer') },
  {
    name: 'sign-in with errors',
    path: '/sign-in',
    signedOut: true,
    act: async (visitor) => {
      await visitor.button(visitor.texts.signIn.submit).click();
      await visitor.sees(visitor.texts.signIn.usernameRequired);
    },
  },
  {
    name: 'sign-in under way',
    path: '/sign-in',
    signedOut: true,
    act: async (visitor) => {
      await visitor.page.route('**/api/login', () => undefined);
      await visitor.button(/Carol Cooper/).click();
      await visitor.page.getByTestId('busy').waitFor();
    },
  },
  {
    name: 'sign-in refused',
    path: '/sign-in',
    signedOut: true,
    act: async (visitor) => {
      await visitor.page.route('**/api/login', (route) => route.abort());
      await visitor.button(/Carol Cooper/).click();
      await visitor.page.getByTestId('failure').waitFor();
    },
  },
  {
    name: 'register',
    path: '/register',
    signedOut: true,
    act: async (visitor) => {
      const t = visitor.texts.register;
      await visitor.field(t.username).fill('ev');
      await visitor.field(t.password).fill('short');
      await visitor.button(t.submit).click();
      await visitor.sees(t.rules.nameRequired);
    },
  },
  { name: 'overview', path: '/', act: shown('bank-area-chart canvas') },
  {
    name: 'transfer form',
    path: '/transfer',
    act: async (visitor, { friend }) => {
      await visitor.fillPayment(friend.username, '12.5', 'Lunch');
      await visitor.page.getByTestId('recipient').getByText('Fred Friend').waitFor();
    },
  },
  {
    name: 'transfer form with errors',
    path: '/transfer',
    act: async (visitor) => {
      await visitor.button(visitor.texts.transfer.review).click();
      await visitor.sees(visitor.texts.transfer.amountRequired);
    },
  },
  {
    name: 'choice of the paying account',
    path: '/transfer',
    act: async (visitor) => {
      await visitor.page.getByRole('combobox', { name: visitor.texts.transfer.from }).click();
      await visitor.page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'review',
    path: '/transfer',
    act: (visitor, { friend }) => visitor.reviewPayment(friend.username, '1', 'Lunch'),
  },
  {
    name: 'checking',
    path: '/transfer',
    act: async (visitor, { friend }) => {
      await visitor.page.route('**/api/transfer', (route) => route.abort());
      await visitor.reviewPayment(friend.username, '1');
      await visitor.button(/1[.,]00/).click();
      await visitor.page.getByTestId('checking').waitFor();
    },
  },
  {
    name: 'receipt',
    path: '/transfer',
    act: async (visitor, { friend }) => {
      await visitor.reviewPayment(friend.username, '1', 'Lunch');
      await visitor.button(/1[.,]00/).click();
      await visitor.page.getByTestId('receipt').waitFor();
    },
  },
  {
    name: 'how a transfer was made',
    path: '/transfer',
    act: async (visitor, { friend }) => {
      await visitor.reviewPayment(friend.username, '1', 'Lunch');
      await visitor.button(/1[.,]00/).click();
      await visitor.page.getByText(visitor.texts.provenance.title).click();
      await visitor.page.getByTestId('sum').waitFor();
    },
  },
  { name: 'activity', path: '/activity', act: shown('bank-entry-row') },
  {
    name: 'transfer detail',
    path: '/activity',
    act: async (visitor) => {
      await visitor.page.locator('bank-entry-row').first().click();
      await visitor.sees(visitor.texts.detail.balanceAfter);
    },
  },
  {
    name: 'activity through a filter that nothing passes',
    path: '/activity?q=nothing-of-this&min=1&from=2026-01-01',
    act: (visitor) => visitor.sees(visitor.texts.activity.emptyFiltered),
  },
  {
    name: 'activity with filters that contradict each other',
    path: '/activity?min=9&max=1&from=2026-02-01&to=2026-01-01',
    act: (visitor) => visitor.sees(visitor.texts.activity.rangeWrong),
  },
  { name: 'statement', path: '/statement', act: (visitor) => visitor.page.getByTestId('paper').waitFor() },
  {
    name: 'unavailable',
    path: '/',
    act: async (visitor) => {
      // Without what is fetched ahead, and as the next build of the page leaves an open one: its parts are gone.
      await visitor.page.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));
      await visitor.page.reload();
      await visitor.connected();
      await visitor.page.route('**/*.js', (route) => route.abort());
      await visitor.page.getByRole('navigation').getByRole('link', { name: visitor.texts.nav.security }).click();
      await visitor.page.getByTestId('unavailable').waitFor();
    },
  },
  {
    name: 'open an account',
    path: '/',
    act: async (visitor) => {
      await visitor.page.getByTestId('account').click();
      await menuItem(visitor, visitor.texts.accountMenu.open).click();
      await visitor.button(visitor.texts.openAccount.submit).click();
      await visitor.sees(visitor.texts.openAccount.nameRequired);
    },
  },
  { name: 'notifications', path: '/notifications', act: shown('bank-notification-row') },
  {
    name: 'no notifications',
    path: '/',
    act: async (visitor) => {
      const nothing = { items: [], next: null, unread: 0 };
      await visitor.page.route('**/api/notifications**', (route) => route.fulfill({ json: nothing }));
      await visitor.open('/notifications');
      await visitor.sees(visitor.texts.inbox.empty);
    },
  },
  {
    name: 'notifications panel',
    path: '/',
    act: async (visitor) => {
      await visitor.button(new RegExp(`^${visitor.texts.inbox.title}`)).click();
      await visitor.page.getByRole('dialog').locator('bank-notification-row').first().waitFor();
    },
  },
  {
    name: 'toasts',
    path: '/',
    act: async (visitor, { user, friend }) => {
      await friend.pay(user.username, 100, 'Ice cream');
      // It stays for as long as one is at it.
      await visitor.page.getByTestId('toast').first().getByRole('button').first().focus();
    },
  },
  {
    name: 'account menu',
    path: '/',
    act: async (visitor) => {
      await visitor.page.getByTestId('account').click();
      await visitor.page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'user menu',
    path: '/',
    act: async (visitor) => {
      await visitor.button(visitor.texts.accountMenu.menu).click();
      await visitor.page.getByRole('menuitemradio').first().waitFor();
    },
  },
  { name: 'security', path: '/security', act: (visitor) => visitor.sees(visitor.texts.security.thisOne) },
  {
    name: 'security with errors',
    path: '/security',
    act: async (visitor) => {
      await visitor.button(visitor.texts.security.change).click();
      await visitor.sees(visitor.texts.security.currentRequired);
    },
  },
  { name: 'system', path: '/system', act: (visitor) => visitor.sees(visitor.texts.system.holds) },
  {
    name: 'stage',
    path: '/stage',
    act: async (visitor, { user, friend }) => {
      await visitor.page.getByTestId('trainer').waitFor();
      await friend.pay(user.username, 100);
      await visitor.sees(visitor.texts.stage.proofHolds);
    },
  },
  { name: 'nothing there', path: '/nothing/there', act: (visitor) => visitor.sees(visitor.texts.notFound.title) },
];

/** Somebody with a long name, two accounts, and a friend. */
export async function people(url: string): Promise<People> {
  const [user, friend] = await Promise.all([
    Client.register(url, 'Ursula Featherstonehaugh-Cholmondeley'),
    Client.register(url, 'Fred Friend'),
  ]);
  await user.openAccount('Holiday');
  await friend.pay(
    user.username,
    700,
    'A memo that goes on for so long that no line of a phone has room for all of it',
  );
  await user.pay(friend.username, 100);
  return { user, friend };
}

export async function arriveAt({ path, signedOut, act }: Screen, visitor: Visitor, who: People): Promise<void> {
  await visitor.open(path);
  if (!signedOut) await visitor.connected();
  await act(visitor, who);
}
