// Builds the page for production. The JavaScript that every visit loads first must stay below its limit when compressed.
// What the screen one lands on needs is joined into few parts, which are asked for together with the main one; styles stand
// in index.html, so that the first paint waits for one small script only; and what a browser can take compressed lies ready,
// so that no server has to compress it anew.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const INITIAL_GZIP_MAX = 150_000;
const COMPRESSIBLE = /\.(css|html|js|json|svg|txt)$/;

/** What is drawn first, by who comes. */
const LANDINGS = {
  signedOut: 'src/app/auth/sign-in.page.ts',
  signedIn: 'src/app/shell/bank.routes.ts',
};

const frontend = fileURLToPath(new URL('..', import.meta.url));
const browser = join(frontend, 'dist', 'browser');

const { status } = spawnSync(
  process.execPath,
  [createRequire(import.meta.url).resolve('@angular/cli/bin/ng.js'), 'build', '--stats-json'],
  {
    cwd: frontend,
    stdio: 'inherit',
    // Joins what is always loaded together: fewer requests, and about five percent less to load.
    env: { ...process.env, NG_BUILD_OPTIMIZE_CHUNKS: '1' },
  },
);
if (status !== 0) process.exit(status ?? 1);

const initial = await joinLandings();
const bytes = initial.reduce((sum, file) => sum + gzipSync(readFileSync(join(browser, file))).length, 0);

const inKilobytes = (count) => `${(count / 1000).toFixed(1)} kB`;
console.log(`Initial JavaScript: ${inKilobytes(bytes)} gzip, of at most ${inKilobytes(INITIAL_GZIP_MAX)}`);
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

/**
 * Joins the parts of the screens one lands on, and has them fetched while the main script is. A browser would learn which
 * it needs only from that, once it is there and has run; the first script knows by the session.
 *
 * @returns the scripts that every visit loads
 */
async function joinLandings() {
  const stats = join(frontend, 'dist', 'stats.json');
  const { outputs } = JSON.parse(readFileSync(stats, 'utf8'));
  rmSync(stats);
  const html = readFileSync(join(browser, 'index.html'), 'utf8');
  const main = /src="(main-[^"]+\.js)"/.exec(html)?.[1];
  if (main === undefined) throw new Error('index.html names no main script: its form must have changed.');
  const needs = (source) => partsOf(outputs, source).filter((part) => part !== main);
  const [signIn, bank] = [needs(LANDINGS.signedOut), needs(LANDINGS.signedIn)];
  const groups = {
    common: signIn.filter((part) => bank.includes(part)),
    // Other screens have fields, too; the sign-in itself they do without.
    fields: signIn.slice(1).filter((part) => !bank.includes(part)),
    bank: bank.filter((part) => !signIn.includes(part)),
  };
  const parts = await rebuild(main, groups);
  const entry = parts.find(({ isEntry }) => isEntry)?.fileName;
  const fetched = ([first]) => closureOf(parts, first).filter((part) => part !== entry);
  const start = writeStart({
    main: entry,
    parts: { signedOut: fetched(signIn), signedIn: fetched(bank) },
    words: { en: await wordsOf('en'), de: await wordsOf('de') },
  });
  const [, sheet] = /<link rel="stylesheet" href="([^"]+)">/.exec(html) ?? [];
  if (sheet === undefined) throw new Error('index.html names no style sheet: its form must have changed.');
  const styles = readFileSync(join(browser, sheet), 'utf8');
  rmSync(join(browser, sheet));
  const index = html
    .replace(`<link rel="stylesheet" href="${sheet}">`, () => `<style>${styles}</style>`)
    .replace(/<script src="main-[^>]*><\/script>/, '')
    .replace('<noscript>', `<script src="${start}"></script><noscript>`);
  writeFileSync(join(browser, 'index.html'), index);
  return [start, entry];
}

/** The file that holds a source, and all that it needs. */
function partsOf(outputs, source) {
  const first = Object.keys(outputs).find((name) => source in outputs[name].inputs);
  if (first === undefined) throw new Error(`No part of the page holds ${source}.`);
  const parts = new Set([first]);
  for (const part of parts)
    for (const { path, kind } of outputs[part].imports) if (kind === 'import-statement') parts.add(path);
  return [...parts];
}

/** Writes all parts anew, each group of them as one. */
async function rebuild(main, groups) {
  const bundle = await rolldown({ input: join(browser, main), preserveEntrySignatures: 'allow-extension' });
  const { output } = await bundle.generate({
    minify: { mangle: false, compress: false },
    entryFileNames: 'main-[hash].js',
    chunkFileNames: 'chunk-[hash].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: Object.entries(groups).map(([name, files]) => ({ name, test: (id) => files.includes(basename(id)) })),
    },
  });
  await bundle.close();
  for (const file of readdirSync(browser)) if (file.endsWith('.js')) rmSync(join(browser, file));
  for (const { fileName, code } of output) writeFileSync(join(browser, fileName), code);
  return output;
}

/** The part that holds a file of the build before, and all that it needs. */
function closureOf(parts, file) {
  const first = parts.find(({ moduleIds }) => moduleIds.some((id) => basename(id) === file));
  const needed = new Set([first.fileName]);
  for (const name of needed)
    for (const other of parts.find(({ fileName }) => fileName === name).imports) needed.add(other);
  return [...needed];
}

/** What is said before the page is there: its name, and what the two screens without a session begin with. */
async function wordsOf(language) {
  const bundle = await rolldown({ input: join(frontend, 'src', 'app', 'core', `texts.${language}.ts`) });
  const { output } = await bundle.generate();
  await bundle.close();
  const [{ code }] = output;
  const { [language]: texts } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const begins = ({ title, lead }) => ({ title, lead });
  return { name: texts.appName, signIn: begins(texts.signIn), register: begins(texts.register) };
}

function writeStart(known) {
  const template = readFileSync(join(frontend, 'tools', 'start.js'), 'utf8');
  const script = template.replace(/^ *\/\/.*\n/gm, '').replace('BUILD', () => JSON.stringify(known));
  const name = `start-${createHash('sha256').update(script).digest('hex').slice(0, 8)}.js`;
  writeFileSync(join(browser, name), script);
  return name;
}
