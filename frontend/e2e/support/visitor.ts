import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { de } from '../../src/app/core/texts.de';
import { en, type Texts } from '../../src/app/core/texts.en';
import type { Client } from './client';

const PATIENCE_MS = 15_000;

/** Somebody at a browser of their own, and what went wrong there. */
export class Visitor {
  /** Errors of the page, and requests that left its origin. */
  readonly problems: string[] = [];
  /** Calls that failed, which the browser reports as errors too. */
  readonly failedLoads: string[] = [];

  private constructor(
    readonly page: Page,
    readonly url: string,
    /** What the page says to somebody with this browser. */
    readonly texts: Texts,
  ) {
    const { origin } = new URL(url);
    page.on('pageerror', (error) => this.problems.push(`Error in the page: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      const isLoad = /Failed to load resource|WebSocket connection/.test(message.text());
      (isLoad ? this.failedLoads : this.problems).push(`Console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const to = new URL(request.url());
      const stays = to.origin === origin || ['blob:', 'data:'].includes(to.protocol);
      if (!stays) this.problems.push(`Request to another host: ${request.url()}`);
    });
  }

  /** @param options.as signed in as this user, without going through the form */
  static async arrive(
    browser: Browser,
    url: string,
    { as, ...context }: BrowserContextOptions & { as?: Client } = {},
  ): Promise<Visitor> {
    const opened = await browser.newContext({ locale: 'en-IE', viewport: { width: 1280, height: 800 }, ...context });
    const page = await opened.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    if (as) await page.addInitScript(onceSignedIn, as.sessionId);
    return new Visitor(page, url, context.locale?.startsWith('de') ? de : en);
  }

  async open(path: string): Promise<this> {
    await this.page.goto(this.url + path);
    return this;
  }

  /** Opens a screen and waits until it is live. */
  async watch(path: string): Promise<this> {
    await this.open(path);
    await this.connected();
    return this;
  }

  connected(): Promise<void> {
    return this.page.getByTestId('connection').getByText(this.texts.connection.live).waitFor();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  field(name: string): Locator {
    return this.page.getByRole('textbox', { name, exact: true });
  }

  sees(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor();
  }

  async balanceBecomes(amount: string): Promise<void> {
    await this.page.getByTestId('figure').getByText(amount, { exact: true }).waitFor({ state: 'attached' });
  }

  async fillPayment(to: string, amount: string, memo = ''): Promise<void> {
    const t = this.texts.transfer;
    await this.field(t.to).fill(to);
    await this.field(t.amount).pressSequentially(amount);
    await this.field(t.memo).fill(memo);
  }

  async reviewPayment(to: string, amount: string, memo = ''): Promise<void> {
    await this.fillPayment(to, amount, memo);
    await this.button(this.texts.transfer.review).click();
    await this.sees(this.texts.transfer.reviewTitle);
  }

  async leave(): Promise<void> {
    await this.page.context().close();
    expect(this.problems).toEqual([]);
  }
}

/** Runs before the page does, also on a reload; a session that ended stays ended. */
function onceSignedIn(sessionId: string): void {
  if (sessionStorage.getItem('e2e.signed-in') !== null) return;
  sessionStorage.setItem('e2e.signed-in', 'yes');
  sessionStorage.setItem('bank.session', sessionId);
}
