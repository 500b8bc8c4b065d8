import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { freePort } from '../../scripts/stack/ports';
import type { PrivateServers, Stack } from '../../scripts/stack/stack';
import { openBank } from './support/bank';
import { chromiumOptions } from './support/chromium';
import { Client, PASSWORD } from './support/client';

// Measures the page as Lighthouse sees it on a phone, on a bank of its own: medians of several runs.
// `npm run lighthouse --workspace frontend -- [screen…] [--runs=N] [--against=FOLDER] [--keep=FOLDER]`
//
// With `--against` another built page (a copy of frontend/dist/browser) is measured in turn with this one: what else the
// machine does falls on both. `--keep` leaves every report there.

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

/** A visit that Lighthouse could not measure is made again, so often. */
const TRIES = 3;

type Category = (typeof CATEGORIES)[number];

interface Report {
  runtimeError?: { code: string; message: string };
  environment: { benchmarkIndex: number };
  categories: Record<Category, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null; title: string; displayValue?: string; numericValue?: number }>;
}

interface Page {
  name: string;
  bank: Stack<PrivateServers>;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const option = (name: string): string | undefined =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
  const runs = Number(option('runs') ?? 5);
  const [against, keep] = [option('against'), option('keep')];
  const wanted = args.filter((arg) => !arg.startsWith('--'));
  const folder = await mkdtemp(join(tmpdir(), 'lighthouse-'));
  if (keep !== undefined) await mkdir(keep, { recursive: true });
  const pages: Page[] = [];
  try {
    pages.push({ name: 'this page', bank: await openBank(1) });
    if (against !== undefined) pages.push({ name: against, bank: await openBank(1, { WEB_ROOT: resolve(against) }) });
    for (const screen of SCREENS.filter((name) => wanted.length === 0 || wanted.includes(name))) {
      const reports = pages.map((): Report[] => []);
      for (let run = 1; run <= runs; run++)
        for (const [index, { bank }] of pages.entries()) {
          const file = join(keep ?? folder, `${screen}-${String(index + 1)}-${String(run)}.json`);
          reports[index]?.push(await measure(bank.pods[0]?.url ?? '', screen, folder, file));
        }
      for (const [index, { name }] of pages.entries())
        print(against === undefined ? screen : `${screen}, ${name}`, reports[index] ?? []);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    for (const { bank } of pages) await bank.stop();
  }
}

async function measure(url: string, screen: string, folder: string, file: string): Promise<Report> {
  let trouble: unknown;
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const report = await visit(url, screen, folder, file);
      if (!report.runtimeError && report.categories.performance.score !== null) return report;
      trouble = new Error(`Lighthouse measured nothing: ${report.runtimeError?.message ?? 'no score'}`);
    } catch (error) {
      trouble = error;
    }
  }
  throw trouble;
}

/** One visit with a new browser, whose cache is empty; whoever is signed in was remembered by it. */
async function visit(url: string, screen: string, folder: string, file: string): Promise<Report> {
  const port = await freePort();
  const profile = await mkdtemp(join(folder, 'profile-'));
  const options = chromiumOptions();
  const browser = await chromium.launchPersistentContext(profile, {
    ...options,
    args: [...(options.args ?? []), `--remote-debugging-port=${String(port)}`],
  });
  try {
    if (screen !== 'sign-in' && screen !== 'register') await signIn(browser, url);
    await lighthouse(`${url}/${screen === 'overview' ? '' : screen}`, port, file);
    return JSON.parse(await readFile(file, 'utf8')) as Report;
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
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
  const speed = Math.round(middle(reports.map(({ environment }) => environment.benchmarkIndex)));
  const [first] = reports;
  const lacks = first ? shortfalls(first) : [];
  process.stdout.write(
    [
      `${screen}: ${scores.join(', ')}`,
      metrics.join(', '),
      `${String(reports.length)} runs, on a machine whose benchmark index was ${String(speed)}`,
      ...lacks,
      '',
    ]
      .join('\n  ')
      .trimEnd() + '\n',
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
