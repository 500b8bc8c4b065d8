/**
 * Whether a race lab runs beside this bank. What stands in front of both says so with the page, in its Server-Timing
 * header, so that a bank without one is never asked.
 */
export function hasLab(): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as Partial<PerformanceNavigationTiming>[];
  // Browsers that show it to secure pages only do not have it elsewhere.
  return navigation?.serverTiming?.some(({ name }) => name === 'lab') ?? false;
}
