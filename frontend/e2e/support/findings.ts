import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  axe: { run: (options: RunOptions) => Promise<AxeResults> };
}

/** In which windows and colours a screen is looked at. */
interface View {
  width: number;
  height: number;
  colours: 'light' | 'dark' | 'forced';
}

const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const COLOURS = ['light', 'dark', 'forced'] as const;

export const everyView: readonly View[] = SIZES.flatMap((size) => COLOURS.map((colours) => ({ ...size, colours })));
/** One window for each of the colours: for states of a screen that every width draws alike. */
export const someViews: readonly View[] = everyView.filter(({ width, colours }) =>
  ['360 light', '1280 dark', '768 forced'].includes(`${String(width)} ${colours}`),
);
/** For what differs by its words alone. */
export const widthsOnly: readonly View[] = everyView.filter(
  ({ width, colours }) => colours === 'light' && (width === 360 || width === 1280),
);

/**
 * What keeps people from using the screen as it is now: all that axe finds, and what reaches beyond the window, also where
 * one writes from right to left.
 */
export async function findings(page: Page, views: readonly View[] = everyView): Promise<string[]> {
  await page.evaluate(axe);
  const found: string[] = [];
  for (const { width, height, colours } of views) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({
      colorScheme: colours === 'dark' ? 'dark' : 'light',
      forcedColors: colours === 'forced' ? 'active' : 'none',
    });
    if (colours === 'forced') await page.evaluate(tellForcedColours);
    const all = await violations(page);
    if (colours === 'light') all.push(...(await overflow(page, 'ltr')), ...(await overflow(page, 'rtl')));
    if (colours === 'forced') await page.evaluate(forgetForcedColours);
    found.push(...all.map((finding) => `${String(width)} px, ${colours}: ${finding}`));
  }
  return found;
}

async function violations(page: Page): Promise<string[]> {
  const { violations: all } = await page.evaluate(() => {
    // A menu that is open lies over all landmarks, and belongs to its button.
    const enabled = document.querySelector('[role=menu]') === null;
    return (globalThis as unknown as Axe).axe.run({ rules: { region: { enabled } } });
  });
  return all.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} (${nodes.map(({ html, any }) => html + (any[0]?.message ?? '')).join(' | ')})`,
  );
}

/** Axe reads the colour of letters from a property that stays as it was when colours are forced. */
function tellForcedColours(): void {
  const all = [...document.querySelectorAll<HTMLElement>('body, body *')].filter((part) => 'style' in part);
  const colours = all.map((part) => getComputedStyle(part).color);
  all.forEach((part, index) => part.style.setProperty('-webkit-text-fill-color', colours[index] ?? ''));
}

function forgetForcedColours(): void {
  for (const part of document.querySelectorAll<HTMLElement>('body, body *'))
    part.style.removeProperty('-webkit-text-fill-color');
}

/** By how much the page is wider than the window when it is written in this direction, and what is. */
async function overflow(page: Page, direction: 'ltr' | 'rtl'): Promise<string[]> {
  const found = await page.evaluate((dir) => {
    document.documentElement.dir = dir;
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over <= 0) return null;
    const outside = [...document.querySelectorAll('body *')].filter((part) => {
      const { left, right } = part.getBoundingClientRect();
      return left < -1 || right > innerWidth + 1;
    });
    return `${String(over)} px too wide: ${outside.map(({ outerHTML }) => outerHTML.slice(0, 80)).join(' | ')}`;
  }, direction);
  await page.evaluate(() => document.documentElement.removeAttribute('dir'));
  return found === null ? [] : [`${direction}: ${found}`];
}
