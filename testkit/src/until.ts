import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  timeoutMs?: number;
  intervalMs?: number;
}

/**
 * Asks again and again until a condition holds; for what becomes true a moment later.
 *
 * @returns what the condition answered when it was neither false, null nor undefined
 * @throws Error when it does not hold within the bound (10 s unless told)
 */
export async function until<T>(
  condition: () => T | false | null | undefined | Promise<T | false | null | undefined>,
  { timeoutMs = 10_000, intervalMs = 50 }: UntilOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const outcome = await condition();
    if (outcome !== false && outcome !== null && outcome !== undefined) return outcome;
    if (performance.now() > deadline) throw new Error(`not so within ${String(timeoutMs)} ms: ${condition.toString()}`);
    await delay(intervalMs);
  }
}
