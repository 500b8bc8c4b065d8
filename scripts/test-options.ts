import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StackError } from './stack/stack-error';
import { type Suite, suites } from './suites';

export interface TestOptions {
  chosen: Suite[];
  /** Of a running bank to test instead of one of this checkout, and of a second pod of it. */
  baseUrls: string[];
  /** A regular expression for names of tests. */
  grep?: string;
  /** Part of the path of a test file. */
  file?: string;
  /** Where to write reports, absolute. */
  junit?: string;
  json?: string;
}

const OPTIONS = {
  'base-url': { type: 'string', multiple: true },
  grep: { type: 'string' },
  file: { type: 'string' },
  junit: { type: 'string' },
  json: { type: 'string' },
} as const;
const KNOWN = Object.keys(OPTIONS).map((name) => `--${name}`);

/** What the runners call it, and what it is here. */
const INSTEAD: Record<string, string> = {
  outputFile: '--json FILE or --junit FILE',
  outputDir: '--junit FILE',
  reporters: '--junit FILE or --json FILE',
  reporter: '--junit FILE or --json FILE',
  testNamePattern: '--grep PATTERN',
  t: '--grep PATTERN',
  g: '--grep PATTERN',
  testPathPattern: '--file PART',
  testPathPatterns: '--file PART',
  url: '--base-url URL',
  baseUrl: '--base-url URL',
};

/**
 * `test.ts [suite…] [--base-url URL]… [--grep PATTERN] [--file PART] [--junit FILE] [--json FILE]`
 *
 * @throws StackError saying in a sentence what to give instead
 */
export function readTestOptions(args: string[]): TestOptions {
  const { tokens } = parseArgs({ args, strict: false, allowPositionals: true, tokens: true, options: OPTIONS });
  const given: Record<string, string[]> = {};
  const names: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') names.push(knownSuite(token.value));
    else if (token.kind === 'option') {
      if (!Object.hasOwn(OPTIONS, token.name)) throw unknownOption(token.name, token.rawName);
      (given[token.name] ??= []).push(valueOf(token));
    }
  }
  const told = given['base-url'] ?? [];
  const chosen = choose(names, told);
  const grep = given.grep?.at(-1);
  const file = given.file?.at(-1);
  if (grep !== undefined) checkPattern(grep);
  if (file !== undefined) checkFile(file, chosen);
  const reports = { junit: given.junit?.at(-1), json: given.json?.at(-1) };
  if ((reports.junit ?? reports.json) !== undefined && chosen.length !== 1)
    throw new StackError('--junit and --json write the report of one suite: name it, as in npm test api.');
  if (reports.json !== undefined && chosen[0]?.report === 'tap')
    throw new StackError(`The suite ${chosen[0].name} has no report in JSON: take --junit FILE.`);
  return {
    chosen,
    baseUrls: deployments(told, chosen),
    ...(grep !== undefined && { grep }),
    ...(file !== undefined && { file }),
    ...(reports.junit !== undefined && { junit: writable('--junit', reports.junit) }),
    ...(reports.json !== undefined && { json: writable('--json', reports.json) }),
  };
}

function valueOf({ name, value }: { name: string; value?: string | undefined }): string {
  // What follows an option that wants a value may be the next option.
  if (value !== undefined && value !== '' && !value.startsWith('--')) return value;
  const example = name === 'base-url' ? 'URL' : name === 'grep' ? 'PATTERN' : name === 'file' ? 'PART' : 'FILE';
  throw new StackError(`--${name} takes a value: --${name} ${example}.`);
}

function unknownOption(name: string, raw: string): StackError {
  const instead = INSTEAD[name];
  if (instead !== undefined) return new StackError(`There is no ${raw} here: give ${instead}.`);
  return new StackError(
    `There is no option ${raw}; there are ${KNOWN.join(', ')}. For those of Jest: npx jest FILE, with them.`,
  );
}

function knownSuite(name: string): string {
  if (suites.some((suite) => suite.name === name)) return name;
  throw new StackError(
    `There is no suite "${name}"; there are ${suites.map((suite) => suite.name).join(', ')}. One file is --file ${name}.`,
  );
}

/** @param where what said so */
function checkedUrl(text: string, where = '--base-url'): string {
  const wanted = `${where} takes the address of a running bank, for example http://localhost:3000`;
  if (/^[\w.-]+(:\d+)?(\/|$)/.test(text)) throw new StackError(`${wanted}: "${text}" lacks the http://.`);
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new StackError(`${wanted}, not "${text}".`);
  const { pathname, origin, search, hash } = new URL(text);
  if (search !== '' || hash !== '') throw new StackError(`${wanted}, and nothing after its path: not "${text}".`);
  const path = pathname.replace(/\/+$/, '');
  if (path.endsWith('/api')) throw new StackError(`${wanted}, without /api, which the suites add: not "${text}".`);
  return origin + path;
}

/** What is tested instead of a bank of this checkout: as told, or as the environment says. */
function deployments(told: string[], chosen: Suite[]): string[] {
  if (told.length > 0) return told.map((url) => checkedUrl(url));
  if (!chosen.some(({ name }) => name === 'api')) return [];
  return ['BASE_URL', 'BASE_URL2'].flatMap((name) => {
    const { [name]: url = '' } = process.env;
    return url === '' ? [] : [checkedUrl(url, name)];
  });
}

/** Suites of this checkout; without names all that are not optional, and those optional ones that can run. */
function choose(names: string[], baseUrls: string[]): Suite[] {
  if (baseUrls.length > 0 && names.some((name) => name !== 'api'))
    throw new StackError('--base-url is for the suite api; the others start what they test.');
  if (baseUrls.length > 2)
    throw new StackError('--base-url can be given twice at most: a bank, and another pod of it.');
  const wanted = baseUrls.length > 0 ? ['api'] : names;
  const present = suites.filter((suite) => suite.exists());
  const chosen =
    wanted.length > 0
      ? present.filter((suite) => wanted.includes(suite.name))
      : present.filter((suite) => !suite.optional || suite.problem?.() === undefined);
  if (chosen.length === 0) throw new StackError('This checkout has no such suite.');
  return chosen;
}

function checkPattern(pattern: string): void {
  try {
    new RegExp(pattern);
  } catch {
    throw new StackError(`--grep takes a regular expression for names of tests; "${pattern}" is none.`);
  }
}

function checkFile(part: string, chosen: Suite[]): void {
  if (chosen.some((suite) => suite.files(part).length > 0)) return;
  const folders = chosen.flatMap((suite) => suite.folders).join(', ');
  throw new StackError(`No test file has "${part}" in its path; those of ${namesOf(chosen)} are below ${folders}.`);
}

export function namesOf(chosen: Suite[]): string {
  return chosen.map(({ name }) => name).join(', ');
}

/** Relative to where npm was called; its folder is made. */
function writable(option: string, file: string): string {
  const path = resolve(process.env.INIT_CWD ?? '.', file);
  try {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, 'w'));
    return path;
  } catch (error) {
    throw new StackError(
      `${option}: ${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'why is not known'}).`,
    );
  }
}
