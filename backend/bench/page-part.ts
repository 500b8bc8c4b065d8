import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { webRoot } from '../../scripts/stack/build';
import type { Context } from './context';

/** The JavaScript a browser fetches before it shows the page, compressed as it is sent. */
export function pagePart({ results, say }: Context): void {
  const root = webRoot();
  if (root === undefined) {
    say('The page is not built (npm run build:frontend); its size is left out');
    return;
  }
  const scripts = readdirSync(root).filter((name) => /^(?:start|main)-[^.]+\.js$/.test(name));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(root, name))).length, 0);
  results.value('page', 'page: initial JavaScript, gzip', 'kB', bytes / 1000);
  say(`page: initial JavaScript ${(bytes / 1000).toFixed(0)} kB, gzip`);
}
