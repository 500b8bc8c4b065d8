import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { Personas } from '../src/app/api/models/personas';
import type { SignedIn } from '../src/app/api/models/signed-in';
import { openBank } from './support/bank';
import { launchChromium } from './support/chromium';
import { Client } from './support/client';

// Makes the pictures in docs/screenshots anew: every screen on a desktop and a phone, light and dark.

const FOLDER = join(__dirname, '..', '..', 'docs', 'screenshots');
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };
const SCHEMES = ['light', 'dark'] as const;
const AGENTS = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
];
/** Enough samples of the throughput for the curve to have a form. */
const CURVE_MS = 25_000;

type Size = keyof typeof SIZES;
type Scheme = (typeof SCHEMES)[number];

interface Screen {
  name: string;
  path: string;
  signedOut?: boolean;
  /** What to do before the picture is taken. */
  act: (page: Page) => Promise<unknown>;
}

const fillPayment = async (page: Page): Promise<void> => {
  await page.getByRole('textbox', { name: 'To' }).fill('bob');
  await page.getByText('This is Bob Baker.').waitFor();
  await page.getByRole('textbox', { name: 'Amount' }).pressSequentially('42.5');
  await page.getByRole('textbox', { name: 'Memo' }).fill('Concert ticket');
};

const fillRegistration = async (page: Page): Promise<void> => {
  await page.getByRole('textbox', { name: 'Your name' }).fill('Eve Evans');
  await page.getByRole('textbox', { name: 'Username' }).fill('ev');
  await page.getByRole('textbox', { name: 'Password' }).fill('a-long-passphrase');
};

const screens: Screen[] = [
  { name: 'sign-in', path: '/sign-in', signedOut: true, act: (page) => page.getByText('Alice Archer').waitFor() },
  { name: 'register', path: '/register', signedOut: true, act: fillRegistration },
  { name: 'overview', path: '/', act: (page) => page.locator('bank-balance-chart canvas').waitFor() },
  { name: 'transfer', path: '/transfer', act: fillPayment },
  {
    name: 'review',
    path: '/transfer',
    act: async (page) => {
      await fillPayment(page);
      await page.getByRole('button', { name: 'Review' }).click();
      await page.getByText('Is this right?').waitFor();
    },
  },
  { name: 'activity', path: '/activity', act: (page) => page.locator('bank-entry-row').first().waitFor() },
  {
    name: 'detail',
    path: '/activity',
    act: async (page) => {
      await page.locator('bank-entry-row').first().click();
      await page.getByText('Your balance after').waitFor();
    },
  },
  {
    name: 'notifications',
    path: '/notifications',
    act: (page) => page.locator('bank-notification-row').first().waitFor(),
  },
  { name: 'security', path: '/security', act: (page) => page.getByText('This one').waitFor() },
  {
    name: 'system',
    path: '/system',
    act: async (page) => {
      await page.getByText('The ledger adds up').waitFor();
      await page.waitForTimeout(CURVE_MS);
    },
  },
];

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  await mkdir(FOLDER, { recursive: true });
  const bank = await openBank(2);
  const browser = await launchChromium();
  const url = bank.pods[0]?.url ?? '';
  try {
    for (const username of ['bob', 'merchant']) await watch(browser, url, username);
    let session = '';
    for (const agent of AGENTS) ({ sessionId: session } = await signIn(url, 'alice', agent));
    const wanted = screens.filter(({ name }) => only.length === 0 || only.includes(name));
    for (const screen of wanted) await takeAll(browser, url, screen, session);
  } finally {
    await browser.close();
    await bank.stop();
  }
}

async function takeAll(browser: Browser, url: string, screen: Screen, session: string): Promise<void> {
  const stopTraffic = screen.name === 'system' ? await startTraffic(url) : undefined;
  const pictures = SCHEMES.flatMap((scheme) => (Object.keys(SIZES) as Size[]).map((size) => ({ size, scheme })));
  await Promise.all(pictures.map(({ size, scheme }) => take(browser, url, screen, session, size, scheme)));
  await stopTraffic?.();
}

async function take(
  browser: Browser,
  url: string,
  { name, path, signedOut, act }: Screen,
  session: string,
  size: Size,
  scheme: Scheme,
): Promise<void> {
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme: scheme, locale: 'en-IE' });
  const page = await context.newPage();
  if (!signedOut) await page.addInitScript((id) => sessionStorage.setItem('bank.session', id), session);
  await page.goto(`${url}${path}`);
  if (!signedOut) await page.getByTestId('connection').getByText('Live').waitFor();
  await act(page);
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
  await page.screenshot({ path: join(FOLDER, `${name}-${size}-${scheme}.png`), animations: 'disabled' });
  await context.close();
}

/** Somebody who is online. */
async function watch(browser: Browser, url: string, username: string): Promise<void> {
  const { sessionId } = await signIn(url, username, AGENTS[0] ?? '');
  const page = await browser.newPage();
  await page.addInitScript((id) => sessionStorage.setItem('bank.session', id), sessionId);
  await page.goto(url);
  await page.getByTestId('connection').getByText('Live').waitFor();
}

async function signIn(url: string, username: string, agent: string): Promise<SignedIn> {
  const { items } = (await (await fetch(`${url}/api/testing/personas`)).json()) as Personas;
  const password = items.find((persona) => persona.username === username)?.password;
  const response = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'User-Agent': agent },
    body: JSON.stringify({ username, password }),
  });
  return (await response.json()) as SignedIn;
}

/** Strangers paying each other, more and fewer of them. */
async function startTraffic(url: string): Promise<() => Promise<unknown>> {
  const [payer, payee] = [await Client.register(url), await Client.register(url)];
  let busy = true;
  const pay = async (index: number): Promise<void> => {
    while (busy) {
      await payer.pay(payee.username, 1);
      await payee.pay(payer.username, 1);
      const wave = 1 + Math.sin(Date.now() / 4000);
      await delay(20 + index * 8 * wave);
    }
  };
  const all = Promise.all(Array.from({ length: 24 }, (_, index) => pay(index)));
  return () => {
    busy = false;
    return all;
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
