import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The version of this bank. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(`${__dirname}/../../../package.json`, 'utf8'));
  return (manifest as { version: string }).version;
}

/** What this pod is called in logs, traces and towards the others. */
export function podName(given: string | undefined): string {
  return given === undefined || given === '' ? `${hostname()}-${String(process.pid)}` : given;
}
