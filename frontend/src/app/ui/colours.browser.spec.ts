import { afterEach, describe, expect, it } from 'vitest';
import { contrast, draw, part, prefer } from '../../testing/browser';
import { Avatar } from './avatar';
import { Disc } from './disc';

/** Of text as large as that in a circle. */
const TEXT_MIN = 4.5;
/** Of what is no text. */
const GRAPHIC_MIN = 3;

const schemes = ['light', 'dark'] as const;
const tones = ['plain', 'accent', 'warn', 'error'] as const;

afterEach(() => prefer());

async function onGround(host: HTMLElement): Promise<number> {
  await new Promise(requestAnimationFrame);
  const { color, backgroundColor } = getComputedStyle(host);
  return contrast(color, backgroundColor);
}

describe.each(schemes)('in %s', (scheme) => {
  it("initials can be read on every person's hue, and people differ", async () => {
    await prefer({ scheme });
    const grounds = new Set<string>();
    for (let person = 0; person < 200; person++) {
      const { fixture, host } = await draw(Avatar, { name: 'Alice Archer', of: `person-${String(person)}` });
      expect(await onGround(host), host.style.cssText).toBeGreaterThanOrEqual(TEXT_MIN);
      grounds.add(getComputedStyle(host).backgroundColor);
      fixture.destroy();
    }
    expect(grounds.size).toBe(18);
  });

  it.each(tones)('the icon stands out from a disc in the tone %s', async (tone) => {
    await prefer({ scheme });
    const { host } = await draw(Disc, { icon: 'bell', tone });
    expect(await onGround(host)).toBeGreaterThanOrEqual(GRAPHIC_MIN);
  });

  it('the same person has the same hue everywhere', async () => {
    await prefer({ scheme });
    const hueOf = async (inputs: object): Promise<string> => {
      const { fixture, host } = await draw(Avatar, { ...inputs });
      const { backgroundColor } = getComputedStyle(host);
      fixture.destroy();
      return backgroundColor;
    };
    const merchant = await hueOf({ name: 'Corner Café', of: 'merchant' });
    expect(await hueOf({ name: 'The Café', of: 'merchant', online: true })).toBe(merchant);
    expect(await hueOf({ name: 'Carol Cooper', of: 'carol' })).not.toBe(merchant);
  });
});

describe('where colours are forced', () => {
  it('being online is told by a dot that is filled, and being offline by one with an edge alone', async () => {
    await prefer({ forcedColours: true });
    const dotOf = async (online: boolean) => {
      const { fixture, host } = await draw(Avatar, { name: 'Alice', of: 'alice', online });
      const { backgroundColor, borderTopColor } = getComputedStyle(part(host, '.dot'));
      fixture.destroy();
      return { fill: backgroundColor, edge: borderTopColor };
    };
    const [on, off] = [await dotOf(true), await dotOf(false)];
    expect(contrast(on.fill, off.fill)).toBeGreaterThanOrEqual(GRAPHIC_MIN);
    expect(contrast(off.edge, off.fill)).toBeGreaterThanOrEqual(GRAPHIC_MIN);
  });

  it.each([
    ['circles', Avatar, { name: 'Alice', of: 'alice' }],
    ['discs', Disc, { icon: 'bell', tone: 'accent' }],
  ] as const)('%s keep an edge', async (_name, component, inputs) => {
    await prefer({ forcedColours: true });
    const { host } = await draw<Avatar | Disc>(component, inputs);
    expect(getComputedStyle(host).borderTopWidth).toBe('1px');
  });
});

describe('from right to left', () => {
  it('the dot stays in the corner where the circle ends', async () => {
    document.documentElement.dir = 'rtl';
    const { host } = await draw(Avatar, { name: 'Alice', of: 'alice', online: true });
    const [dot, circle] = [part(host, '.dot').getBoundingClientRect(), host.getBoundingClientRect()];
    document.documentElement.dir = '';
    expect(dot.left).toBeCloseTo(circle.left, 0);
  });
});
