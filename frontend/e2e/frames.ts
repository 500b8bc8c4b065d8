import { setInterval } from 'node:timers';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { BatchPage } from '../src/app/api/models/batch-page';
import { openBank } from './support/bank';
import { launchChromium } from './support/chromium';
import { Client } from './support/client';

// Measures how evenly the stage moves while the bank is under load: milliseconds from frame to frame, on two pods.
// `npm run frames --workspace frontend -- [--rate=200] [--seconds=20] [--page=FOLDER] [--profile=FILE]`
//
// `--page` is another built page than this one. With `--profile` what the page's main thread did is left as a file for the browser's own tools.

const PAYERS = 16;
const TICK_MS = 10;
/** The first seconds are not measured: the page is loaded, and the strip fills. */
const WARM_UP_MS = 8000;

/** As text: it runs in the page. */
const GAPS = `(durationMs) => new Promise((resolve) => {
  const gaps = [];
  const begun = performance.now();
  let last;
  const step = (nowMs) => {
    if (last !== undefined) gaps.push(nowMs - last);
    last = nowMs;
    if (performance.now() - begun < durationMs) requestAnimationFrame(step);
    else resolve(gaps);
  };
  requestAnimationFrame(step);
})`;

async function main(): Promise<void> {
  const option = (name: string): string | undefined =>
    process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
  const rate = Number(option('rate') ?? 200);
  const forMs = Number(option('seconds') ?? 20) * 1000;
  const page = option('page');
  const bank = await openBank(2, page === undefined ? {} : { WEB_ROOT: resolve(page) });
  const browser = await launchChromium();
  let stop: () => Promise<void> = () => Promise.resolve();
  try {
    const urls = bank.pods.map((pod) => pod.url);
    const url = urls[0] ?? '';
    const trainer = await Client.register(url, 'Tina Trainer');
    const stage = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await stage.addInitScript((id) => sessionStorage.setItem('bank.session', id), trainer.sessionId);
    stop = await load(urls, trainer, rate);
    await stage.goto(`${url}/stage`);
    await stage.getByTestId('strip').waitFor();
    await delay(WARM_UP_MS);
    const since = new Date();
    const frames = await measure(stage, forMs, option('profile'));
    const reached = await rateSince(trainer, since, forMs);
    const share = frames.filter((ms) => ms > 25).length / frames.length;
    process.stdout.write(
      `stage at ${reached.toFixed(0)} payments a second: median ${at(frames, 0.5)} ms a frame, p95 ${at(frames, 0.95)} ms, ` +
        `p99 ${at(frames, 0.99)} ms, ${(share * 100).toFixed(1)} % later than 25 ms, of ${String(frames.length)} frames\n`,
    );
  } finally {
    await stop();
    await browser.close();
    await bank.stop();
  }
}

/** Payments at an even rate over both pods, half of them to the trainer, who is told of each. */
async function load(urls: readonly string[], trainer: Client, rate: number): Promise<() => Promise<void>> {
  const payers = await Promise.all(
    Array.from({ length: PAYERS }, (_, index) => Client.register(urls[index % urls.length] ?? '')),
  );
  const underWay = new Set<Promise<unknown>>();
  let [due, sent, before] = [0, 0, performance.now()];
  let failed = '';
  const timer = setInterval(() => {
    const now = performance.now();
    due = Math.min(due + ((now - before) / 1000) * rate, rate);
    before = now;
    for (; due >= 1; due--) {
      const [payer, other] = [payers[sent % PAYERS], payers[(sent + 1) % PAYERS]];
      const to = sent % 2 === 0 ? trainer : other;
      sent++;
      if (!payer || !to) continue;
      const paying: Promise<unknown> = payer
        .pay(to.username, 1)
        .catch((error: unknown) => (failed = String(error)))
        .finally(() => underWay.delete(paying));
      underWay.add(paying);
    }
  }, TICK_MS);
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay);
    if (failed !== '') throw new Error(`A payment failed: ${failed}`);
  };
}

/** Milliseconds between frames. */
async function measure(page: Page, forMs: number, profile: string | undefined): Promise<number[]> {
  const session = profile === undefined ? undefined : await page.context().newCDPSession(page);
  await session?.send('Profiler.enable');
  await session?.send('Profiler.start');
  const frames = await page.evaluate<number[]>(`(${GAPS})(${String(forMs)})`);
  if (session && profile !== undefined)
    await writeFile(profile, JSON.stringify((await session.send('Profiler.stop')).profile));
  return frames;
}

/** What the bank itself says it committed. */
async function rateSince(trainer: Client, since: Date, forMs: number): Promise<number> {
  const until = since.getTime() + forMs;
  // A batch is written down up to a second after its commit; at most a thousand are told, the newest.
  await delay(1500);
  const { items } = await trainer.get<BatchPage>(`/system/batches?since=${since.toISOString()}`);
  const inTime = items.filter(({ committedAt }) => Date.parse(committedAt) < until);
  const oldest = Math.min(...inTime.map(({ committedAt }) => Date.parse(committedAt)));
  const transfers = inTime.reduce((sum, batch) => sum + batch.transfers, 0);
  return (transfers * 1000) / Math.max(until - oldest, 1);
}

function at(values: readonly number[], share: number): string {
  return ([...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN).toFixed(1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
