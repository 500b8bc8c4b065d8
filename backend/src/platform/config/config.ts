import { readFileSync } from 'node:fs';
import {
  bool,
  customCleanEnv,
  EnvMissingError,
  host,
  makeValidator,
  port,
  str,
  url,
  type ValidatorSpec,
} from 'envalid';
import { StartupError } from '../errors/startup-error';
import { podName, version } from './identity';
import { redisTopology, type RedisTopology } from './redis-topology';

/** A list of ISO 4217 codes, e.g. `EUR,USD`; the first one is the currency of primary accounts. */
const currencies = makeValidator<string[]>((input) => {
  const codes = splitList(input);
  if (codes.length === 0 || !codes.every((code) => /^[A-Z]{3}$/.test(code)) || new Set(codes).size !== codes.length)
    throw new Error('must be different three-letter currency codes, separated by commas');
  return codes;
});

const list = makeValidator<string[]>(splitList);

function splitList(input: string): string[] {
  return input
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A whole number within bounds. */
function whole(min: number, max: number, defaultValue: number, desc: string): ValidatorSpec<number> {
  const validator = makeValidator<number>((input) => {
    const value = Number(input);
    if (!Number.isSafeInteger(value) || value < min || value > max)
      throw new Error(`must be a whole number from ${String(min)} to ${String(max)}`);
    return value;
  });
  return validator({ default: defaultValue, desc });
}

const redisUrl = makeValidator<string>((input) => {
  if (input !== 'memory:' && !/^rediss?:\/\//.test(input))
    throw new Error('must start with redis:// or rediss://, or be memory:');
  return input;
});

const databaseUrl = makeValidator<string>((input) => {
  if (!/^postgres(ql)?:\/\//.test(input)) throw new Error('must start with postgres:// or postgresql://');
  return input;
});

/** All or none, the number of hops by which callers come, or the addresses and networks of the proxies. */
const trustProxy = makeValidator<boolean | number | string>((input) => {
  if (input === 'true' || input === 'false') return input === 'true';
  return /^[0-9]+$/.test(input) ? Number(input) : input;
});

/** With less, the payments of the personas would be of nothing. */
const SEED_GRANT_MIN = 1_000;
const SEED_TRANSFER_MIN = 100;

const SPEC = {
  NODE_ENV: str({ choices: ['development', 'test', 'production'], default: 'development' }),
  HOST: host({ default: '127.0.0.1', desc: 'address to listen on' }),
  PORT: port({ default: 3000 }),
  DATABASE_URL: databaseUrl({ desc: 'PostgreSQL', example: 'postgres://bank:secret@localhost:5432/bank' }),
  DATABASE_POOL: whole(2, 200, 10, 'connections of one pod'),
  REDIS_URL: redisUrl({ default: '', desc: 'one Redis, or memory: for a stand-in within the process' }),
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
  CORS_ORIGINS: list({ default: [], desc: 'origins of pages served from elsewhere' }),
  WEB_ROOT: str({ default: '', desc: 'folder of the built page to serve' }),
  POD_NAME: str({ default: '' }),
  LOG_LEVEL: str({ choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], default: 'info' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: url({ default: '', desc: 'where traces go; none when empty' }),
  SHUTDOWN_DELAY_MS: whole(0, 120_000, 0, 'ready answers 503 this long before the pod stops accepting'),
  SHUTDOWN_TIMEOUT_MS: whole(1000, 300_000, 15_000, 'the pod exits within this'),
  REGISTRATIONS_PER_HOUR: whole(1, 1_000_000, 30, 'users that one network may open under RATE_LIMITS=strict'),
  RATE_LIMITS: str({ choices: ['strict', 'relaxed'], default: 'strict' }),
  TEST_SUPPORT: bool({ default: false, desc: 'reset and personas over HTTP' }),
  DEMO_SEED: bool({ default: false, desc: 'seed the personas at start' }),
};

/** Everything a pod can be told, validated once at start. Amounts in minor units, times as their suffix says. */
export class Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly databasePool: number;
  readonly redis: RedisTopology;
  readonly sessionIdleSeconds: number;
  readonly sessionMaxSeconds: number;
  readonly welcomeGrant: number;
  /** Never empty; the first one is the currency of primary accounts. */
  readonly currencies: readonly [string, ...string[]];
  readonly transferMax: number;
  readonly transferBatchMax: number;
  readonly transferQueueMax: number;
  readonly transferDeadlineMs: number;
  readonly trustProxy: boolean | number | string;
  readonly corsOrigins: string[];
  readonly webRoot: string | undefined;
  readonly podName: string;
  readonly logLevel: string;
  readonly otlpEndpoint: string | undefined;
  readonly shutdownDelayMs: number;
  readonly shutdownTimeoutMs: number;
  /** Of one network, under `strict`. */
  readonly registrationsPerHour: number;
  readonly rateLimits: 'strict' | 'relaxed';
  readonly testSupport: boolean;
  readonly demoSeed: boolean;
  readonly version: string;

  constructor(env: Environment, redis: RedisTopology) {
    this.production = env.NODE_ENV === 'production';
    this.host = env.HOST;
    this.port = env.PORT;
    this.databaseUrl = env.DATABASE_URL;
    this.databasePool = env.DATABASE_POOL;
    this.redis = redis;
    this.sessionIdleSeconds = env.SESSION_IDLE_MINUTES * 60;
    this.sessionMaxSeconds = env.SESSION_MAX_HOURS * 3600;
    this.welcomeGrant = env.WELCOME_GRANT;
    this.currencies = env.CURRENCIES as [string, ...string[]];
    this.transferMax = env.TRANSFER_MAX;
    this.transferBatchMax = env.TRANSFER_BATCH_MAX;
    this.transferQueueMax = env.TRANSFER_QUEUE_MAX;
    this.transferDeadlineMs = env.TRANSFER_DEADLINE_MS;
    this.trustProxy = env.TRUST_PROXY;
    this.corsOrigins = env.CORS_ORIGINS;
    this.webRoot = env.WEB_ROOT || undefined;
    this.podName = podName(env.POD_NAME);
    this.logLevel = env.LOG_LEVEL;
    this.otlpEndpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT || undefined;
    this.shutdownDelayMs = env.SHUTDOWN_DELAY_MS;
    this.shutdownTimeoutMs = env.SHUTDOWN_TIMEOUT_MS;
    this.registrationsPerHour = env.REGISTRATIONS_PER_HOUR;
    this.rateLimits = env.RATE_LIMITS;
    this.testSupport = env.TEST_SUPPORT;
    this.demoSeed = env.DEMO_SEED;
    this.version = version();
  }
}

type Environment = ReturnType<typeof readEnvironment>;

/** Thrown when the environment is not usable; the message lists every problem, one per line. */
export class ConfigError extends StartupError {}

/**
 * Reads and validates the environment.
 *
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function loadConfig(variables: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const env = readEnvironment(withSecretFiles(variables, problems), problems);
  const redis = redisTopology(env, problems);
  if (env.DEMO_SEED && (env.WELCOME_GRANT < SEED_GRANT_MIN || env.TRANSFER_MAX < SEED_TRANSFER_MIN))
    problems.push(
      `DEMO_SEED needs a WELCOME_GRANT from ${String(SEED_GRANT_MIN)} and a TRANSFER_MAX from ${String(SEED_TRANSFER_MIN)} on: the personas have a history of payments`,
    );
  if (problems.length > 0)
    throw new ConfigError(`The configuration is not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  return new Config(env, redis);
}

/**
 * What the migration needs: the owner of the tables, who is that of DATABASE_URL unless MIGRATION_DATABASE_URL names
 * another one, and what pods are given.
 *
 * @throws ConfigError as `loadConfig`
 */
export function loadMigrationConfig(variables: NodeJS.ProcessEnv): {
  ownerUrl: string;
  podUrl: string;
  testSupport: boolean;
} {
  const { MIGRATION_DATABASE_URL, MIGRATION_DATABASE_URL_FILE, TEST_SUPPORT } = variables;
  const podUrl = loadDatabaseUrl(variables);
  const { testSupport } = loadConfig({
    NODE_ENV: 'development',
    REDIS_URL: 'memory:',
    DATABASE_URL: podUrl,
    TEST_SUPPORT,
  });
  if (!MIGRATION_DATABASE_URL && !MIGRATION_DATABASE_URL_FILE) return { ownerUrl: podUrl, podUrl, testSupport };
  try {
    const owner = { DATABASE_URL: MIGRATION_DATABASE_URL, DATABASE_URL_FILE: MIGRATION_DATABASE_URL_FILE };
    return { ownerUrl: loadDatabaseUrl(owner), podUrl, testSupport };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.message.replaceAll('DATABASE_URL', 'MIGRATION_DATABASE_URL'));
  }
}

/**
 * Reads where the database is: all that a migration needs.
 *
 * @throws ConfigError when DATABASE_URL is missing or wrong
 */
export function loadDatabaseUrl(variables: NodeJS.ProcessEnv): string {
  const { DATABASE_URL, DATABASE_URL_FILE } = variables;
  return loadConfig({ NODE_ENV: 'development', REDIS_URL: 'memory:', DATABASE_URL, DATABASE_URL_FILE }).databaseUrl;
}

function readEnvironment(variables: NodeJS.ProcessEnv, problems: string[]) {
  return customCleanEnv(variables, SPEC, (env) => env, {
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
  for (const name of Object.keys(SPEC)) {
    const path = variables[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if (variables[name]) problems.push(`${name} and ${name}_FILE are both set; keep one`);
    try {
      result[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      problems.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
    }
  }
  return result;
}
