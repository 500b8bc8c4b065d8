import type { Type } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { cdp } from 'vitest/browser';

interface Media {
  scheme?: 'light' | 'dark';
  forcedColours?: boolean;
}

/** Draws a component in a box of a width, as wide as the window if none is given. */
export async function draw<T>(
  component: Type<T>,
  inputs: Record<string, unknown> = {},
  width?: number,
): Promise<{ fixture: ComponentFixture<T>; host: HTMLElement }> {
  const fixture = TestBed.createComponent(component);
  const host = fixture.nativeElement as HTMLElement;
  if (width !== undefined) Object.assign(host.style, { display: 'block', width: `${String(width)}px` });
  for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
  await fixture.whenStable();
  return { fixture, host };
}

/** What the person at the browser has set; all as usual where nothing is said. */
export async function prefer({ scheme = 'light', forcedColours = false }: Media = {}): Promise<void> {
  await cdp().send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'forced-colors', value: forcedColours ? 'active' : 'none' },
    ],
  });
}

/** The part that a selector names, which must be there. */
export function part(of: ParentNode, selector: string): HTMLElement {
  const found = of.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`Nothing is drawn that matches ${selector}.`);
  return found;
}

/** What reaches beyond the right or left edge of an element. */
export function overflowing(container: HTMLElement): string[] {
  const { left, right } = container.getBoundingClientRect();
  return [...container.querySelectorAll<HTMLElement>('*')]
    .filter((inner) => {
      const box = inner.getBoundingClientRect();
      return box.width > 0 && (box.right > right + 1 || box.left < left - 1);
    })
    .map(({ outerHTML }) => outerHTML.slice(0, 120));
}

/** The colour behind what an element shows: its own, or that of the nearest around it. */
export function ground(of: Element): string {
  const { backgroundColor } = getComputedStyle(of);
  return backgroundColor === 'rgba(0, 0, 0, 0)' && of.parentElement ? ground(of.parentElement) : backgroundColor;
}

/** Of text on its ground, by WCAG 2; both as the browser computed them. */
export function contrast(text: string, ground: string): number {
  const [lighter = 0, darker = 0] = [luminance(text), luminance(ground)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  // What is no longer on the page has no colours.
  if (!context || !CSS.supports('color', colour)) throw new Error(`"${colour}" cannot be drawn.`);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
