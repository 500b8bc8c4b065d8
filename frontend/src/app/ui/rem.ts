/** Pixels: what a virtual list needs to know of a height that grows with the reader's font size. */
export function inRem(rem: number): number {
  return rem * parseFloat(getComputedStyle(document.documentElement).fontSize);
}
