import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { Personas } from '../src/app/api/models/personas';
import type { SignedIn } from '../src/app/api/models/signed-in';
import { launchChromium } from './support/chromium';
import { Client } from './support/client';
import { BankWithLab } from './support/lab';

// Makes the pictures in docs/screenshots anew: every screen on a desktop and a phone, light and dark; some in German, with
// forced colours, on paper and of the lab.

const FOLDER = join(__dirname, '..', '..', 'docs', 'screenshots');
/** A sheet is A4 at the resolution of the web. */
const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
  sheet: { width: 794, height: 1123 },
};
const SCHEMES = ['light', 'dark'] as const;
const AGENTS = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
];
/** Enough samples of the throughput for the curve to have a form. */
const CURVE_MS = 25_000;

/** Enough batches for the strip to be full. */
const STRIP_MS = 8_000;

type Size = keyof typeof SIZES;
type Scheme = (typeof SCHEMES)[number];

interface Screen {
  name: string;
  path: string;
  signedOut?: boolean;
  /** All four pictures unless told. */
  sizes?: Size[];
  schemes?: Scheme[];
  locale?: string;
  forcedColors?: 'active';
  media?: 'print';
  /** Where the lab stands beside the bank. */
  lab?: true;
  /** What to do before the picture is taken. */
  act: (page: Page) => Promise<unknown>;
}

const fillPayment = async (page: Page): Promise<void> => {
  await page.getByRole('textbox', { name: 'To' }).fill('bob');
  await page.getByTestId('recipient').getByText('Bob Baker').waitFor();
  await page.getByRole('textbox', { name: 'Amount' }).pressSequentially('42.5');
  await page.getByRole('textbox', { name: 'Memo' }).fill('Concert ticket');
};

const fillRegistration = async (page: Page): Promise<void> => {
  await page.getByRole('textbox', { name: 'Your name' }).fill('Eve Evans');
  await page.getByRole('textbox', { name: 'Username' }).fill('ev');
  await page.getByRole('textbox', { name: 'Password' }).fill('a-long-passphrase');
};

const race = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Start the race' }).click();
  for (const phase of ['running', 'done']) await page.locator(`[data-testid=phase][data-phase=${phase}]`).waitFor();
};

/** Both sessions in turn, until the database says what comes of it. */
const duel = async (page: Page): Promise<void> => {
  await page.getByTestId('left').getByText('BEGIN').waitFor();
  for (const side of ['left', 'right', 'left', 'right', 'left', 'right']) {
    const steps = page.getByTestId(side).locator('li');
    const before = await steps.count();
    await page.keyboard.press(side === 'left' ? 'ArrowLeft' : 'ArrowRight');
    await steps.nth(before).waitFor();
  }
  await page.getByText(/ERROR 40P01: deadlock detected/).waitFor();
};

const chart = (page: Page): Promise<void> => page.locator('bank-balance-chart canvas').waitFor();
const entries = (page: Page): Promise<void> => page.locator('bank-entry-row').first().waitFor();
const paper = (page: Page): Promise<void> => page.getByTestId('paper').waitFor();

const screens: Screen[] = [
  { name: 'sign-in', path: '/sign-in', signedOut: true, act: (page) => page.getByText('Alice Archer').waitFor() },
  { name: 'register', path: '/register', signedOut: true, act: fillRegistration },
  { name: 'overview', path: '/', act: chart },
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
  { name: 'activity', path: '/activity', act: entries },
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
    name: 'stage',
    path: '/stage',
    // It is dark whatever the page is.
    schemes: ['dark'],
    act: async (page) => {
      await page.getByText('Every cent adds up').waitFor();
      await page.waitForTimeout(STRIP_MS);
    },
  },
  {
    name: 'system',
    path: '/system',
    act: async (page) => {
      await page.getByText('The ledger adds up').waitFor();
      await page.waitForTimeout(CURVE_MS);
    },
  },
  { name: 'statement', path: '/statement', act: paper },
  { name: 'print', path: '/statement', sizes: ['sheet'], schemes: ['light'], media: 'print', act: paper },
  { name: 'german-overview', path: '/', locale: 'de-DE', act: chart },
  { name: 'german-activity', path: '/activity', locale: 'de-DE', act: entries },
  { name: 'forced-colours-overview', path: '/', forcedColors: 'active', act: chart },
  { name: 'forced-colours-activity', path: '/activity', forcedColors: 'active', act: entries },
  {
    name: 'lab-race',
    path: '/lab/races?ways=naive,ordered,batched&accounts=2&clients=8&seconds=4&seed=1',
    lab: true,
    sizes: ['desktop'],
    act: race,
  },
  { name: 'lab-duel', path: '/lab/duels?case=deadlock', lab: true, sizes: ['desktop'], act: duel },
];

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  await mkdir(FOLDER, { recursive: true });
  const withLab = await BankWithLab.open(2);
  const browser = await launchChromium();
  const url = withLab.bank.pods[0]?.url ?? '';
  try {
    for (const username of ['bob', 'merchant']) await watch(browser, url, username);
    let session = '';
    for (const agent of AGENTS) ({ sessionId: session } = await signIn(url, 'alice', agent));
    const wanted = screens.filter(({ name }) => only.length === 0 || only.includes(name));
    for (const screen of wanted) await takeAll(browser, screen.lab ? withLab.url : url, screen, session);
  } finally {
    await browser.close();
    await withLab.close();
  }
}

async function takeAll(browser: Browser, url: string, screen: Screen, session: string): Promise<void> {
  const stopTraffic = ['stage', 'system'].includes(screen.name) ? await startTraffic(url) : undefined;
  const { schemes = SCHEMES, sizes = ['desktop', 'phone'] } = screen;
  // A race is one for all who look.
  for (const scheme of schemes)
    await Promise.all(sizes.map((size) => take(browser, url, screen, session, size, scheme)));
  await stopTraffic?.();
}

async function take(
  browser: Browser,
  url: string,
  { name, path, signedOut, locale = 'en-IE', forcedColors, media, act }: Screen,
  session: string,
  size: Size,
  scheme: Scheme,
): Promise<void> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: scheme,
    locale,
    ...(forcedColors && { forcedColors }),
  });
  const page = await context.newPage();
  if (!signedOut) await page.addInitScript((id) => sessionStorage.setItem('bank.session', id), session);
  await page.goto(`${url}${path}`);
  if (!signedOut) await page.getByTestId('connection').getByText('Live').waitFor();
  await act(page);
  if (media) await page.emulateMedia({ media });
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
