import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium that CHROMIUM names, or one that is installed. */
function chromiumPath(): string {
  const named = process.env.CHROMIUM;
  if (named && existsSync(named)) return named;
  for (const name of NAMES) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      continue;
    }
  }
  throw new Error('No Chromium found: install chromium, or name its program in CHROMIUM.');
}

export function chromiumOptions(): LaunchOptions {
  // Containers run tests as root and with a small /dev/shm; neither matters for a page of our own.
  return { executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-dev-shm-usage'] };
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch(chromiumOptions());
}
