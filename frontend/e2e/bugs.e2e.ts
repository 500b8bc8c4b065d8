import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bugs, type NumberedBug } from '../../bugs/catalogue';
import { BugBuilds } from '../../scripts/bugs/builds';
import { html } from '../../scripts/bugs/report';
import type { Run } from '../../scripts/bugs/score';
import type { PrivateServers, Stack } from '../../scripts/stack/stack';
import { openBank } from './support/bank';
import { launchChromium } from './support/chromium';
import { Client } from './support/client';
import { everyView, findings } from './support/findings';
import { useVisitors } from './support/visitors';

const visit = useVisitors(inject('urls')[0]);
/** Marking all as read leaves the newest unread. */
const unread = bugs.find(({ number }) => number === '15');

async function markAllRead(url: string): Promise<string> {
  const user = await Client.register(url, 'Uma User');
  const visitor = await (await visit({ as: user, at: url })).watch('/');
  await visitor.button('Notifications, 1 unread').click();
  const told = visitor.page.waitForResponse((answer) => answer.url().endsWith('/notifications/read'));
  await visitor.button('Mark all read').click();
  await told;
  await visitor.watch('/');
  return visitor.page.title();
}

describe('a bank with a bug', () => {
  let wrong: Stack<PrivateServers>;

  beforeAll(async () => {
    if (!unread) throw new Error('There is no bug 15');
    wrong = await openBank(1, {}, new BugBuilds().write(unread));
  });

  afterAll(() => wrong.stop());

  it('shows it on the page, where the true bank does not', async () => {
    expect(await markAllRead(inject('urls')[0])).toBe('Overview · Banking demo');
    expect(await markAllRead(wrong.pods[0]?.url ?? '')).toBe('(1) Overview · Banking demo');
  });
});

describe('the report of a score', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bank-score-'));
  const file = join(folder, 'score.html');
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
    const run = (bug: NumberedBug | undefined, failed: boolean): Run => {
      return { bug, failed, timedOut: bug?.number === '19', tookMs: 12_345, log: '' };
    };
    const bugRuns = bugs.map((bug, i) => run(bug, i % 3 > 0));
    writeFileSync(file, html({ command: 'pytest tests/', trueRuns: [run(undefined, false)], bugRuns }));
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a desk', 1280, 'light'],
    ['a phone in the dark', 360, 'dark'],
  ] as const)('reads on %s', async (_, width, colours) => {
    const page = await browser.newPage();
    const views = everyView.filter((view) => view.width === width && view.colours === colours);
    await page.goto(pathToFileURL(file).href);
    expect(await page.getByRole('heading').textContent()).toBe('13 of 20 bugs killed');
    expect(await page.getByRole('row').count()).toBe(21);
    expect(await findings(page, views)).toEqual([]);
    await page.close();
  });
});
