import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { freePort } from '../../scripts/stack/ports';
import { openBank } from './support/bank';
import { chromiumOptions } from './support/chromium';
import { Client, PASSWORD } from './support/client';

// Measures the page as Lighthouse sees it on a phone, against a bank of its own: the median of several runs.
// `npm run lighthouse --workspace frontend -- [screen…] [--runs=N]`

/** Fetched when it is run: nothing else of the project needs it, and its needs are larger than the project's. */
const LIGHTHOUSE = 'lighthouse@12.8.2';
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const SCREENS = ['sign-in', 'register', 'overview', 'transfer', 'activity', 'notifications', 'security', 'system'];
/** Of the first paints, the last shift, and what keeps the main thread busy. */
const METRICS = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
];

type Category = (typeof CATEGORIES)[number];

interface Report {
  categories: Record<Category, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null; title: string; displayValue?: string; numericValue?: number }>;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const runs = Number(args.find((arg) => arg.startsWith('--runs='))?.slice('--runs='.length) ?? 5);
  const wanted = args.filter((arg) => !arg.startsWith('--'));
  const bank = await openBank(1);
  const folder = await mkdtemp(join(tmpdir(), 'lighthouse-'));
  try {
    const url = bank.pods[0]?.url ?? '';
    for (const screen of SCREENS.filter((name) => wanted.length === 0 || wanted.includes(name))) {
      const reports: Report[] = [];
      for (let run = 0; run < runs; run++) reports.push(await visit(url, screen, folder));
      print(screen, reports);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await bank.stop();
  }
}

/** One visit with a new browser, whose cache is empty; whoever is signed in was remembered by it. */
async function visit(url: string, screen: string, folder: string): Promise<Report> {
  const port = await freePort();
  const profile = await mkdtemp(join(folder, 'profile-'));
  const options = chromiumOptions();
  const browser = await chromium.launchPersistentContext(profile, {
    ...options,
    args: [...(options.args ?? []), `--remote-debugging-port=${String(port)}`],
  });
  try {
    if (screen !== 'sign-in' && screen !== 'register') await signIn(browser, url);
    const report = join(folder, 'report.json');
    await lighthouse(`${url}/${screen === 'overview' ? '' : screen}`, port, report);
    return JSON.parse(await readFile(report, 'utf8')) as Report;
  } finally {
    await browser.close();
  }
}

async function signIn(browser: BrowserContext, url: string): Promise<void> {
  const [user, friend] = [await Client.register(url, 'Uma User'), await Client.register(url, 'Fred Friend')];
  await user.pay(friend.username, 2_500, 'Dinner');
  await friend.pay(user.username, 1_000, 'My share');
  const page = await browser.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByRole('textbox', { name: 'Username' }).fill(user.username);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByLabel('Remember me on this device').check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: /^Hello/ }).waitFor();
  const session = await browser.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await page.close();
}

async function lighthouse(address: string, port: number, report: string): Promise<void> {
  const measuring = spawn(
    'npm',
    [
      'exec',
      '--yes',
      `--package=${LIGHTHOUSE}`,
      '--',
      'lighthouse',
      address,
      `--port=${String(port)}`,
      '--disable-storage-reset',
      '--output=json',
      `--output-path=${report}`,
      `--only-categories=${CATEGORIES.join(',')}`,
      '--quiet',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [code] = (await once(measuring, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Lighthouse ended with code ${String(code)}.`);
}

function print(screen: string, reports: readonly Report[]): void {
  const scores = CATEGORIES.map((category) => {
    const median = middle(reports.map(({ categories }) => categories[category].score ?? 0));
    return `${category} ${String(Math.round(median * 100))}`;
  });
  const metrics = METRICS.map((id) => {
    const value = middle(reports.map(({ audits }) => audits[id]?.numericValue ?? 0));
    return `${id} ${id === 'cumulative-layout-shift' ? value.toFixed(3) : `${String(Math.round(value))} ms`}`;
  });
  const [first] = reports;
  const lacks = first ? shortfalls(first) : [];
  process.stdout.write(
    [`${screen}: ${scores.join(', ')}`, metrics.join(', '), ...lacks, ''].join('\n  ').trimEnd() + '\n',
  );
}

/** What costs points, besides the times themselves. */
function shortfalls({ categories, audits }: Report): string[] {
  const weighed = CATEGORIES.flatMap((category) => categories[category].auditRefs.filter(({ weight }) => weight > 0));
  return weighed.flatMap(({ id }) => {
    const audit = audits[id];
    if (!audit || METRICS.includes(id) || audit.score === null || audit.score >= 0.9) return [];
    return [`${id}: ${audit.title} ${audit.displayValue ?? ''}`.trimEnd()];
  });
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
