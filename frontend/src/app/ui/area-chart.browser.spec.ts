import { Chart } from 'chart.js';
import { afterEach, describe, expect, it } from 'vitest';
import { draw, part, prefer } from '../../testing/browser';
import { AreaChart } from './area-chart';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'];
const inputs = {
  labels: days,
  values: [100, 400, 200, 300, 500],
  label: 'The balance of five days',
  format: (value: number) => `€${String(value)}`,
  animated: false,
};

async function chart(changes: Partial<Record<keyof typeof inputs | 'labelEvery', unknown>> = {}) {
  const drawn = await draw(AreaChart, { ...inputs, ...changes }, 600);
  Object.assign(drawn.host.style, { height: '200px', color: 'rgb(0, 128, 0)' });
  document.documentElement.dataset.theme = 'light';
  await settled();
  return { ...drawn, canvas: part(drawn.host, 'canvas') as HTMLCanvasElement };
}

/** A size is known, and what hangs on it drawn, only after some frames. */
async function settled(): Promise<void> {
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
}

/** The opaque pixels of about this colour, by their columns. */
function columnsOf(canvas: HTMLCanvasElement, [red, green, blue]: readonly [number, number, number]): number[] {
  const { data, width } =
    canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? new ImageData(1, 1);
  const columns = new Set<number>();
  for (let at = 0; at < data.length; at += 4) {
    const far =
      Math.abs((data[at] ?? 0) - red) + Math.abs((data[at + 1] ?? 0) - green) + Math.abs((data[at + 2] ?? 0) - blue);
    if (far < 12 && (data[at + 3] ?? 0) > 240) columns.add((at / 4) % width);
  }
  return [...columns].sort((a, b) => a - b);
}

const GREEN = [0, 128, 0] as const;
const RED = [200, 0, 0] as const;

afterEach(async () => {
  delete document.documentElement.dataset.theme;
  await prefer();
});

describe('the chart', () => {
  it('draws a line of its colour over nearly its whole width, and says in words what it shows', async () => {
    const { canvas } = await chart();
    const columns = columnsOf(canvas, GREEN);
    expect(columns.length).toBeGreaterThan(canvas.width * 0.8);
    expect(canvas.getAttribute('role')).toBe('img');
    expect(canvas.getAttribute('aria-label')).toBe('The balance of five days');
  });

  it('marks the last value, and none where there is none', async () => {
    const { canvas, fixture } = await chart();
    const last = Math.max(...columnsOf(canvas, GREEN));
    fixture.componentRef.setInput('values', [100, 400, 200, 300, null]);
    await fixture.whenStable();
    await settled();
    expect(Math.max(...columnsOf(canvas, GREEN))).toBeLessThan(last - canvas.width * 0.15);
  });

  it('draws nothing of a line without values', async () => {
    const { canvas } = await chart({ labels: [], values: [] });
    expect(columnsOf(canvas, GREEN)).toEqual([]);
  });

  it('labels every so manieth value, up to the last', async () => {
    const labels = Array.from({ length: 81 }, (_, index) => `${String(120 - index * 1.5)} s ago`);
    const { canvas } = await chart({ labels, values: labels.map(() => 1), labelEvery: 20 });
    const shown = Chart.getChart(canvas)?.scales.x?.ticks.map(({ label }) => label);
    expect(shown).toEqual(['120 s ago', '90 s ago', '60 s ago', '30 s ago', '0 s ago']);
  });

  it('takes on the colours of another scheme at once', async () => {
    const { canvas, host } = await chart();
    host.style.color = 'light-dark(rgb(0, 128, 0), rgb(200, 0, 0))';
    document.documentElement.dataset.theme = 'dark';
    await settled();
    expect(columnsOf(canvas, GREEN)).toEqual([]);
    expect(columnsOf(canvas, RED).length).toBeGreaterThan(canvas.width * 0.8);
  });

  it('fits its box when that grows smaller', async () => {
    const { canvas, host } = await chart();
    host.style.width = '280px';
    await settled();
    expect(canvas.getBoundingClientRect().width).toBeLessThanOrEqual(280);
  });
});
