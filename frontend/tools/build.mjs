// Builds the page for production. The JavaScript that every visit loads first must stay below its limit when compressed,
// and what a browser can take compressed lies ready, so that no server has to compress it anew.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const INITIAL_GZIP_MAX = 150_000;
const COMPRESSIBLE = /\.(css|html|js|json|svg|txt)$/;

const frontend = fileURLToPath(new URL('..', import.meta.url));
const browser = join(frontend, 'dist', 'browser');

const { status } = spawnSync(
  process.execPath,
  [createRequire(import.meta.url).resolve('@angular/cli/bin/ng.js'), 'build'],
  {
    cwd: frontend,
    stdio: 'inherit',
    // Joins what is always loaded together: fewer requests, and about five percent less to load.
    env: { ...process.env, NG_BUILD_OPTIMIZE_CHUNKS: '1' },
  },
);
if (status !== 0) process.exit(status ?? 1);

const index = readFileSync(join(browser, 'index.html'), 'utf8');
const initial = new Set([...index.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, file]) => file));
const bytes = [...initial].reduce((sum, file) => sum + gzipSync(readFileSync(join(browser, file))).length, 0);

const inKilobytes = (count) => `${(count / 1000).toFixed(1)} kB`;
console.log(`Initial JavaScript: ${inKilobytes(bytes)} gzip, of at most ${inKilobytes(INITIAL_GZIP_MAX)}`);
if (initial.size === 0) throw new Error('index.html names no script: its form must have changed.');
if (bytes > INITIAL_GZIP_MAX) {
  console.error('The initial JavaScript is too large: load what not every screen needs lazily.');
  process.exit(1);
}

for (const entry of readdirSync(browser, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const content = readFileSync(file);
  if (content.length < 1024) continue;
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
  );
}
