import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '../config';
import { Premises } from './premises';

const TRIES = 20;
const PAUSE_MS = 500;

/** Waits for the lab to end, by its standard input, then clears its premises. */
async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const premises = new Premises({ ...readConfig(process.env), runId: process.env.LAB_RUN_ID ?? '' });
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('close', resolve).once('end', resolve));
  for (let left = TRIES; left > 0; left--) {
    try {
      await premises.clear();
      return;
    } catch (error) {
      // A server that is away took the sessions along; what else there is goes when the lab starts next.
      if (left === 1 || isRefused(error)) return;
      await delay(PAUSE_MS);
    }
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}

void main();
