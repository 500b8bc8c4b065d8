import { readFileSync } from 'node:fs';
import { bool, customCleanEnv, EnvMissingError, host, makeValidator, port, str, type ValidatorSpec } from 'envalid';

/** `a, b` as a list without blanks. */
function splitList(input: string): string[] {
  return input
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

const list = makeValidator<string[]>(splitList);

/** A list of ISO 4217 codes, e.g. `EUR,USD`; the first one is the currency of primary accounts. */
const currencies = makeValidator<[string, ...string[]]>((input) => {
  const [first, ...others] = splitList(input);
  const codes = new Set([first, ...others]);
  if (
    first === undefined ||
    codes.size !== 1 + others.length ||
    ![first, ...others].every((code) => /^[A-Z]{3}$/.test(code))
  )
    throw new Error('must be different three-letter currency codes, separated by commas');
  return [first, ...others];
});

/** A whole number within bounds. */
function whole(min: number, max: number, defaultValue: number, desc: string): ValidatorSpec<number> {
  return wholeNumber(min, max)({ default: defaultValue, desc });
}

/** A port to listen on that may be left out. */
function optionalPort(desc: string): ValidatorSpec<number | undefined> {
  return wholeNumber(1, 65_535)({ default: undefined, desc });
}

function wholeNumber(min: number, max: number) {
  return makeValidator<number>((input) => {
    const value = Number(input);
    if (!Number.isSafeInteger(value) || value < min || value > max)
      throw new Error(`must be a whole number from ${String(min)} to ${String(max)}`);
    return value;
  });
}

/** All or none, the number of hops by which callers come, or the addresses and networks of the proxies. */
const trustProxy = makeValidator<boolean | number | string>((input) => {
  if (input === 'true' || input === 'false') return input === 'true';
  return /^[0-9]+$/.test(input) ? Number(input) : input;
});

const databaseUrl = makeValidator<string>((input) => {
  const { pathname } = serverUrl(input, ['postgres', 'postgresql']);
  if (pathname.slice(1).includes('/')) throw new Error('must end with the name of a database');
  return input;
});

const httpUrl = makeValidator<string>((input) => {
  serverUrl(input, ['http', 'https']);
  return input;
});

/** How to say a password that holds what means something else in an address. */
const ENCODE =
  'write what is special in user and password percent-encoded, for example %23 for #, %2F for /, %3F for ?, %40 for @ and %25 for %';

/**
 * What an address says, when it says one thing only. Messages do not repeat it: it may hold a password.
 *
 * @throws Error that says how it is written
 */
function serverUrl(input: string, schemes: string[]): URL {
  if (!schemes.some((scheme) => input.startsWith(`${scheme}://`)))
    throw new Error(`must start with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
  if (!URL.canParse(input)) throw new Error(`cannot be read as an address: ${ENCODE}`);
  const url = new URL(input);
  // A password with one of these ends early, and the rest of it is taken for the query or so.
  if (url.hash !== '' || `${url.pathname}${url.search}`.includes('@'))
    throw new Error(`cannot be read as an address: ${ENCODE}`);
  try {
    decodeURIComponent(`${url.username}${url.password}${url.pathname}`);
  } catch {
    throw new Error(`has a percent sign that encodes nothing: ${ENCODE}`);
  }
  return url;
}

/** Origins as browsers send them: no path, no slash at the end, no default port. */
const origins = makeValidator<string[]>((input) => splitList(input).map(checkedOrigin));

function checkedOrigin(item: string): string {
  if (item === '*')
    throw new Error('must name each origin, for example https://shop.example.com; * would let in every page');
  const url = /^https?:\/\/[^*]+$/i.test(item) && URL.canParse(item) ? new URL(item) : undefined;
  if (!url) throw new Error(`has ${item}, which is no origin like https://shop.example.com`);
  if (url.origin !== item) throw new Error(`has ${item}; write ${url.origin}`);
  return item;
}

/** Nothing, or a path without a slash at its end. */
const basePath = makeValidator<string>((input) => {
  if (!/^(\/[A-Za-z0-9._~-]+)*$/.test(input) || /\/\.{1,2}(\/|$)/.test(input))
    throw new Error('must be a path like /bank, without a slash at its end, or be empty');
  return input;
});

/** The environment variables of a pod. Of each, `NAME_FILE` may name a file that holds the value. */
const VARIABLES = {
  NODE_ENV: str({ choices: ['development', 'test', 'production'], default: 'development' }),
  HOST: host({ default: '127.0.0.1', desc: 'address to listen on' }),
  PORT: port({ default: 3000 }),
  BASE_PATH: basePath({ default: '', desc: 'path below which page, API and sockets are reached', example: '/bank' }),
  METRICS_PORT: optionalPort('port of /metrics alone; on PORT when not set'),
  DATABASE_URL: databaseUrl({ desc: 'PostgreSQL', example: 'postgres://bank:secret@localhost:5432/bank' }),
  DATABASE_CA_FILE: str({ default: '', desc: 'PEM certificate of a private authority' }),
  DATABASE_POOL: whole(2, 200, 10, 'connections of one pod'),
  REDIS_URL: str({ default: '', desc: 'one Redis, or memory: for a stand-in within the process' }),
  REDIS_SENTINELS: str({ default: '', desc: 'host:port,…/master-name', example: 'a:26379,b:26379/mymaster' }),
  REDIS_CLUSTER: list({ default: [], desc: 'host:port,…' }),
  REDIS_USERNAME: str({ default: '', desc: 'user of an access control list' }),
  REDIS_PASSWORD: str({ default: '' }),
  REDIS_TLS: bool({ default: false, desc: 'speak TLS; as rediss:// does' }),
  REDIS_CA_FILE: str({ default: '', desc: 'PEM certificate of a private authority' }),
  REDIS_SENTINEL_USERNAME: str({ default: '' }),
  REDIS_SENTINEL_PASSWORD: str({ default: '', desc: 'of the Sentinels themselves' }),
  REDIS_PREFIX: str({ default: '', desc: 'begins all keys and channels, for banks that share a Redis' }),
  SESSION_IDLE_MINUTES: whole(1, 60 * 24 * 30, 30, 'a session unused this long ends'),
  SESSION_MAX_HOURS: whole(1, 24 * 90, 12, 'a session ends after this long in any case'),
  WELCOME_GRANT: whole(0, 1_000_000_000, 100_000, 'minor units for a new user'),
  CURRENCIES: currencies({ default: ['EUR'] }),
  TRANSFER_MAX: whole(1, Number.MAX_SAFE_INTEGER, 10_000_000, 'largest single transfer, minor units'),
  TRANSFER_BATCH_MAX: whole(1, 1024, 256, 'transfers in one database transaction'),
  TRANSFER_QUEUE_MAX: whole(1, 100_000, 4096, 'transfers waiting on one pod'),
  TRANSFER_DEADLINE_MS: whole(100, 60_000, 5000, 'a transfer that waited longer is refused'),
  TRUST_PROXY: trustProxy({ default: false, desc: 'true, a number of hops, or addresses of proxies' }),
  CORS_ORIGINS: origins({ default: [], desc: 'origins of pages served from elsewhere' }),
  WEB_ROOT: str({ default: '', desc: 'folder of the built page to serve' }),
  POD_NAME: str({ default: '' }),
  LOG_LEVEL: str({ choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], default: 'info' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl({ default: '', desc: 'where traces go; none when empty' }),
  SHUTDOWN_DELAY_MS: whole(0, 120_000, 0, 'ready answers 503 this long before the pod stops accepting'),
  SHUTDOWN_TIMEOUT_MS: whole(1000, 300_000, 15_000, 'the pod exits within this'),
  REGISTRATIONS_PER_HOUR: whole(1, 1_000_000, 30, 'users that one network may open under RATE_LIMITS=strict'),
  RATE_LIMITS: str({ choices: ['strict', 'relaxed'], default: 'strict' }),
  TEST_SUPPORT: bool({ default: false, desc: 'reset and personas over HTTP' }),
  DEMO_SEED: bool({ default: false, desc: 'seed the personas at start' }),
  DEMO_PURPOSE: str({ default: '', desc: 'what TEST_SUPPORT or DEMO_SEED are for, in production', example: 'class' }),
};

export type Environment = ReturnType<typeof readEnvironment>;

/**
 * The variables of a pod, each read as what it is. What is missing or wrong is added to `problems`, a sentence each that
 * starts with the variable's name.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv, problems: string[]) {
  return customCleanEnv(withSecretFiles(variables, problems), VARIABLES, (env) => env, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors))
        problems.push(error instanceof EnvMissingError ? `${name} is missing` : `${name} ${error.message}`);
    },
  });
}

/** `NAME_FILE` holds the path of a file with the value of `NAME`, for secrets mounted as files. */
function withSecretFiles(variables: NodeJS.ProcessEnv, problems: string[]): NodeJS.ProcessEnv {
  // Empty is as good as absent: composed environments pass on what nobody set.
  const result = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  for (const name of Object.keys(VARIABLES)) {
    const path = variables[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if (variables[name]) problems.push(`${name} and ${name}_FILE are both set; keep one`);
    try {
      result[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      // Not the path: it may be the secret itself, given under the wrong name.
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      problems.push(`${name}_FILE cannot be read (${code}): it must be the path of a file that holds the value`);
    }
  }
  return result;
}
