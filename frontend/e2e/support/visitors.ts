import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchChromium } from './chromium';
import type { Client } from './client';
import { Visitor } from './visitor';

export interface Visit extends BrowserContextOptions {
  as?: Client;
  /** Another pod than the first. */
  at?: string;
}

/** A Chromium for a file of tests; whoever visits in a test leaves after it, and must have met no problem. */
export function useVisitors(url: string): (visit?: Visit) => Promise<Visitor> {
  const visitors: Visitor[] = [];
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const visitor of visitors.splice(0)) await visitor.leave();
  });
  afterAll(() => browser?.close());
  return async ({ at = url, ...options } = {}) => {
    if (!browser) throw new Error('The browser is started before the first test.');
    const visitor = await Visitor.arrive(browser, at, options);
    visitors.push(visitor);
    return visitor;
  };
}
