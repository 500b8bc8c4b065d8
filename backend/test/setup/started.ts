import { progress } from '../../../scripts/progress';
import type { Reporter } from '../../../scripts/stack/stack';

/** What one project of Jest had started for it. */
const started: (() => Promise<void>)[] = [];

/** Each step tells how long it took, as the commands do. */
export const report: Reporter = progress;

/** Hands variables to the suites, whose processes are started after this one's. */
export function provide(variables: Record<string, string>): void {
  Object.assign(process.env, variables);
}

export function stopLater(stop: () => Promise<void>): void {
  started.push(stop);
}

export async function stopStarted(): Promise<void> {
  for (const stop of started.splice(0)) await stop();
}
