import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { draw, part } from '../../testing/browser';
import { type Bar, BatchFeed } from './batch-feed';
import { BatchStrip } from './batch-strip';

const WIDTH = 600;
const HEIGHT = 100;

const bar = (number: number, pod: string, transfers: number, durationMs: number): Bar => ({
  number,
  pod,
  transfers,
  durationMs,
  atMs: number * 1000,
  committedAt: new Date(Date.UTC(2026, 10, 23, 8, 0, number)).toISOString(),
});
/** At rest a millisecond is 2.5 px wide: bars of 100, 50 and 150 px, which end at the right. */
const FIRST = bar(1, 'pod-1', 10, 40);
const SECOND = bar(2, 'pod-2', 5, 20);
const THIRD = bar(3, 'pod-1', 20, 60);

class TestFeed {
  bars: readonly Bar[] = [FIRST, SECOND, THIRD];
  nowMs = 10_000;

  playedMs(): number {
    return this.nowMs;
  }
}

/** What is drawn, in runs of columns of the same height and colour, from the left; columns without a bar left out. */
function runs(canvas: HTMLCanvasElement): { from: number; width: number; height: number; colour: string }[] {
  const image = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? new ImageData(1, 1);
  const found: ReturnType<typeof runs> = [];
  for (let x = 0; x < image.width; x++) {
    let height = 0;
    for (let y = 0; y < image.height; y++) if ((image.data[(y * image.width + x) * 4 + 3] ?? 0) > 40) height++;
    if (height === 0) continue;
    const bottom = ((image.height - 1) * image.width + x) * 4;
    const colour = [...image.data.slice(bottom, bottom + 3)].join();
    const last = found.at(-1);
    if (last?.height === height && last.colour === colour && last.from + last.width === x) last.width++;
    else found.push({ from: x, width: 1, height, colour });
  }
  return found;
}

/** What changed is drawn by then. */
async function frames(): Promise<void> {
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
}

describe('the strip of batches', () => {
  let feed: TestFeed;
  let host: HTMLElement;
  let fixture: ComponentFixture<BatchStrip>;
  let canvas: HTMLCanvasElement;
  const words = () => part(host, '[data-testid=bar]').textContent;
  const drawn = () => runs(canvas).map(({ from, width, height }) => ({ from, width, height }));
  const at = (x: number) => userEvent.hover(canvas, { position: { x, y: HEIGHT / 2 } });
  const settled = () => expect.poll(() => drawn().map(({ height }) => height)).toEqual([50, 25, 100]);

  beforeEach(async () => {
    await page.viewport(800, 600);
    feed = new TestFeed();
    TestBed.configureTestingModule({ providers: [{ provide: BatchFeed, useValue: feed }] });
    ({ host, fixture } = await draw(BatchStrip, {}, WIDTH));
    canvas = part(host, 'canvas') as HTMLCanvasElement;
    canvas.style.height = `${String(HEIGHT)}px`;
    await settled();
  });

  it('draws each commit as a bar: as wide as its milliseconds, as high as its transfers', () => {
    expect(drawn()).toEqual([
      { from: 300, width: 99, height: 50 },
      { from: 400, width: 49, height: 25 },
      { from: 450, width: 149, height: 100 },
    ]);
  });

  it('gives the bars of a pod the colour of that pod', () => {
    const [first, second, third] = runs(canvas).map(({ colour }) => colour);
    expect(first).toBe(third);
    expect(first).not.toBe(second);
  });

  it('lowers the scale again when the high bars have left', async () => {
    feed.bars = [FIRST, SECOND];
    await expect.poll(() => drawn().map(({ height }) => height), { timeout: 10_000 }).toEqual([100, 50]);
  });

  it('says which bar one points at, and nothing once one points elsewhere', async () => {
    await at(420);
    await expect.poll(words).toMatch(/^pod-2, batch 2: 5 transfers in 20(\.0)? ms, at /);
    await at(310);
    await expect.poll(words).toMatch(/^pod-1, batch 1: 10 transfers in 40(\.0)? ms, at /);
    await userEvent.unhover(canvas);
    await expect.poll(words).toBe('Point at a bar, or use the arrow keys');
  });

  it('stands still while one points at it, and goes on after', async () => {
    await at(420);
    await frames();
    const before = drawn();
    feed.bars = [...feed.bars, bar(11, 'pod-2', 20, 80)];
    feed.nowMs = 20_000;
    await frames();
    expect(words()).toMatch(/^pod-2, batch 2/);
    expect(drawn().map(({ from, width }) => ({ from, width }))).toEqual(
      before.map(({ from, width }) => ({ from, width })),
    );
    await userEvent.unhover(canvas);
    await expect.poll(() => drawn().length).toBe(4);
  });

  it('is walked through with the arrow keys, from the newest bar to the oldest and back', async () => {
    canvas.focus();
    for (const [key, said] of [
      ['ArrowLeft', 'pod-1, batch 3'],
      ['ArrowLeft', 'pod-2, batch 2'],
      ['ArrowLeft', 'pod-1, batch 1'],
      ['ArrowLeft', 'pod-1, batch 1'],
      ['ArrowRight', 'pod-2, batch 2'],
    ] as const) {
      await userEvent.keyboard(`{${key}}`);
      await fixture.whenStable();
      expect(words()).toContain(said);
    }
    canvas.blur();
    await expect.poll(words).toBe('Point at a bar, or use the arrow keys');
  });
});
