import { describe, expect, inject, it } from 'vitest';
import { Client } from './support/client';
import { findings, someViews } from './support/findings';
import type { Visitor } from './support/visitor';
import { useVisitors } from './support/visitors';

const urls = inject('urls');
const [url] = urls;
const visit = useVisitors(url);

const FULL_HD = { width: 1920, height: 1080 };
const PROJECTOR = { width: 1280, height: 720 };
/** What is shown runs a moment behind, and more on a busy machine. */
const SOON = { timeout: 15_000 };
const REPEATED = { timeout: 30_000, interval: 1000 };
/** What was under way is over when nothing comes for so long. */
const SETTLED = { timeout: 30_000, interval: 2000 };
const PHONE = { width: 360, height: 740 };

async function alice(): Promise<Client> {
  return Client.signIn(url, 'alice', 'alice-likes-ledgers');
}

/** By how much the page is larger than the window. */
function overflow({ page }: Visitor): Promise<[number, number]> {
  return page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [Math.max(0, scrollWidth - innerWidth), Math.max(0, scrollHeight - innerHeight)];
  });
}

describe('the stage', () => {
  it.each([PROJECTOR, FULL_HD])(
    'fits $width x $height without scroll bars, and has no serious finding',
    async (viewport) => {
      const visitor = await (await visit({ as: await alice(), viewport })).watch('/stage');
      await visitor.sees('Every cent adds up');
      await visitor.page.getByTestId('trainer').waitFor();
      expect(await overflow(visitor)).toEqual([0, 0]);
      expect(await findings(visitor.page, someViews)).toEqual([]);
    },
  );

  it('can be read on a phone, in German too', async () => {
    const visitor = await visit({ as: await alice(), viewport: PHONE, locale: 'de-DE' });
    await visitor.watch('/stage');
    await visitor.sees('Jeder Cent stimmt');
    expect((await overflow(visitor))[0]).toBe(0);
    expect(await findings(visitor.page, someViews)).toEqual([]);
  });

  it('shows the batch of a payment, and which it is', async () => {
    const [payer, payee] = [await Client.register(url), await Client.register(url)];
    const visitor = await (await visit({ as: payer, viewport: PROJECTOR })).watch('/stage');
    const strip = visitor.page.getByTestId('strip');
    await expect
      .poll(async () => {
        // A bar leaves the strip after some seconds, which a busy machine may need to draw it.
        await payer.pay(payee.username, 1);
        await strip.blur();
        await strip.focus();
        await visitor.page.keyboard.press('ArrowLeft');
        return visitor.page.getByTestId('bar').innerText();
      }, REPEATED)
      .toMatch(/^pod-\d+, batch [\d,]+: \d+ transfers? in [\d.,]+ ms, at /);
  });

  it('is left by Escape, and is led to from System', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/system');
    await visitor.page.getByRole('link', { name: 'Show on a stage' }).click();
    await visitor.page.getByTestId('people').waitFor();
    await visitor.page.keyboard.press('Escape');
    await visitor.page.getByRole('heading', { name: 'System' }).waitFor();
  });
});

describe('the trainer', () => {
  it('pays the merchant at a rate, stops, and repeats a key without effect', async () => {
    const trainer = await Client.register(url);
    const seqOf = async (): Promise<number> => (await trainer.me()).accounts[0]?.seq ?? 0;
    const visitor = await (await visit({ as: trainer, viewport: PROJECTOR })).watch('/stage');
    const before = await seqOf();
    await visitor.button('50/s').click();
    await visitor.button('Pay Corner Café').click();
    await expect.poll(seqOf, SOON).toBeGreaterThan(before + 20);
    await expect.poll(async () => Number(await visitor.page.getByTestId('rate').innerText()), SOON).toBeGreaterThan(0);
    await visitor.button('Stop').click();
    await visitor.button('Pay Corner Café').waitFor();
    let stopped = -1;
    await expect
      .poll(async () => {
        const last = stopped;
        stopped = await seqOf();
        return stopped === last;
      }, SETTLED)
      .toBe(true);
    await visitor.button('Replay last key').click();
    await visitor.sees(/nothing moved/);
    expect(await seqOf()).toBe(stopped);
  });

  it('drains the pod: the socket moves, and what happened is told, also after a walk through other screens', async () => {
    const visitor = await (await visit({ as: await alice(), viewport: PROJECTOR })).watch('/stage');
    await visitor.button(/^Drain pod-/).click();
    const events = visitor.page.getByTestId('events');
    await events
      .getByText(/is draining/)
      .first()
      .waitFor();
    // The bank waits up to 30 s for people of the pod who closed their browsers meanwhile, such as those of other tests.
    await events
      .getByText(/connected again in/)
      .first()
      .waitFor({ timeout: 45_000 });
    await events
      .getByText(/0 lost, 0 doubled/)
      .first()
      .waitFor({ timeout: 30_000 });
    await visitor.open('/security');
    await visitor.open('/system');
    await events
      .getByText(/connected again in/)
      .first()
      .waitFor();
    await visitor.connected();
  });
});

describe('how a transfer was made', () => {
  it('is told on its receipt: both entries, which sum to zero, and its place in a batch', async () => {
    const [payer, payee] = [await Client.register(url), await Client.register(url, 'Paula Payee')];
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    await visitor.reviewPayment(payee.username, '4.2');
    await visitor.button('Send €4.20').click();
    await visitor.page.getByTestId('receipt').waitFor();
    await visitor.sees('How this was made');
    await visitor.page.getByText('How this was made').click();
    const made = visitor.page.getByTestId('provenance');
    await made.getByText(/^\d+ of \d+ in batch/).waitFor();
    expect(await made.getByTestId('sum').innerText()).toBe('€0.00');
    expect(await made.innerText()).toMatch(/[-−]€4\.20[\s\S]*\+€4\.20/);
    expect(await findings(visitor.page, someViews)).toEqual([]);
  });
});
