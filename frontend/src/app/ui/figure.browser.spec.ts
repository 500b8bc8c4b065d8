import { describe, expect, it } from 'vitest';
import { draw, part } from '../../testing/browser';
import { Figure } from './figure';

const LARGEST = Number.MAX_SAFE_INTEGER;

/** As large as the balance stands on a phone. */
async function drawn(amount: number, width: number): Promise<{ run: DOMRect; room: DOMRect; size: number }> {
  const { host } = await draw(Figure, { amount, currency: 'EUR' }, width);
  host.style.fontSize = '48px';
  const run = part(host, '.run');
  return {
    run: run.getBoundingClientRect(),
    room: host.getBoundingClientRect(),
    size: parseFloat(getComputedStyle(run).fontSize),
  };
}

describe('a large figure', () => {
  it('keeps its size where it fits', async () => {
    const { size } = await drawn(123_456, 320);
    expect(size).toBe(48);
  });

  it.each([320, 200, 120])('shrinks to fit into %d px instead of being cut', async (width) => {
    const { run, room, size } = await drawn(LARGEST, width);
    expect(run.right).toBeLessThanOrEqual(room.right);
    expect(size).toBeLessThan(48);
    // Not to nothing: it uses the room.
    expect(run.width).toBeGreaterThan(width * 0.6);
  });

  it('tells the exact amount to those who listen, and shows the same', async () => {
    const { host } = await draw(Figure, { amount: LARGEST, currency: 'EUR' });
    expect(part(host, '.unseen').innerText).toBe('€90,071,992,547,409.91');
    expect(part(host, '.run').textContent.replace(/\s/g, '')).toBe('€90,071,992,547,409.91');
  });
});
