import { existsSync, readFileSync } from 'node:fs';
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
  const html = readFileSync(join(root, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="([^":]+\.js)"/g)].map(([, file]) => join(root, file ?? ''));
  const bytes = [...new Set(scripts)]
    .filter((file) => existsSync(file))
    .reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  results.value('page', 'page: initial JavaScript, gzip', 'kB', bytes / 1000);
  say(`page: initial JavaScript ${(bytes / 1000).toFixed(0)} kB, gzip`);
}
