import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { StartupError } from '../errors/startup-error';
import { type Environment, readEnvironment } from './environment';
import { redisTopology, type RedisTopology, withTls } from './servers';

/** With less, the payments of the personas would be of nothing. */
const SEED_GRANT_MIN = 1_000;
const SEED_TRANSFER_MIN = 100;

/** What the variables mean to the bank. Amounts in minor units, times as their suffix says. */
function valuesOf(env: Environment, databaseUrl: string, redis: RedisTopology) {
  return {
    production: env.NODE_ENV === 'production',
    host: env.HOST,
    port: env.PORT,
    /** What every path begins with: nothing, or like `/bank`. */
    basePath: env.BASE_PATH,
    metricsPort: env.METRICS_PORT,
    databaseUrl,
    databasePool: env.DATABASE_POOL,
    redis,
    sessionIdleSeconds: env.SESSION_IDLE_MINUTES * 60,
    sessionMaxSeconds: env.SESSION_MAX_HOURS * 3600,
    welcomeGrant: env.WELCOME_GRANT,
    /** Never empty; the first one is the currency of primary accounts. */
    currencies: env.CURRENCIES,
    transferMax: env.TRANSFER_MAX,
    transferBatchMax: env.TRANSFER_BATCH_MAX,
    transferQueueMax: env.TRANSFER_QUEUE_MAX,
    transferDeadlineMs: env.TRANSFER_DEADLINE_MS,
    trustProxy: env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS,
    webRoot: env.WEB_ROOT || undefined,
    podName: podName(env.POD_NAME),
    logLevel: env.LOG_LEVEL,
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
    shutdownDelayMs: env.SHUTDOWN_DELAY_MS,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    /** Of one network, under `strict`. */
    registrationsPerHour: env.REGISTRATIONS_PER_HOUR,
    rateLimits: env.RATE_LIMITS,
    testSupport: env.TEST_SUPPORT,
    demoSeed: env.DEMO_SEED,
    version: version(),
  };
}

type Values = Readonly<ReturnType<typeof valuesOf>>;

/** A class of exactly these values: their types are told once, above. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a token for injection is a class
const ConfigValues = class {
  constructor(values: Values) {
    Object.assign(this, values);
  }
} as new (values: Values) => Values;

/** Everything a pod can be told, validated once at start; to be injected. */
export class Config extends ConfigValues {}

/** The message lists every problem, one per line. */
export class ConfigError extends StartupError {}

/**
 * Reads and validates the environment.
 *
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function loadConfig(variables: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const env = readEnvironment(variables, problems);
  const databaseUrl = withTls(env.DATABASE_URL, env.DATABASE_CA_FILE, problems);
  const redis = redisTopology(env, problems);
  problems.push(...contradictions(env));
  if (problems.length > 0)
    throw new ConfigError(`The configuration is not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  return new Config(valuesOf(env, databaseUrl, redis));
}

/** What is right by itself and wrong together. */
function contradictions(env: Environment): string[] {
  const problems: string[] = [];
  if (env.SHUTDOWN_DELAY_MS >= env.SHUTDOWN_TIMEOUT_MS)
    problems.push(
      `SHUTDOWN_DELAY_MS (${String(env.SHUTDOWN_DELAY_MS)}) must be less than SHUTDOWN_TIMEOUT_MS (${String(env.SHUTDOWN_TIMEOUT_MS)}), which it is a part of`,
    );
  if (env.DEMO_SEED && (env.WELCOME_GRANT < SEED_GRANT_MIN || env.TRANSFER_MAX < SEED_TRANSFER_MIN))
    problems.push(
      `DEMO_SEED needs a WELCOME_GRANT from ${String(SEED_GRANT_MIN)} and a TRANSFER_MAX from ${String(SEED_TRANSFER_MIN)} on: the personas have a history of payments`,
    );
  if (env.METRICS_PORT === env.PORT) problems.push('METRICS_PORT must be another one than PORT');
  const forDemos = (['TEST_SUPPORT', 'DEMO_SEED'] as const).filter((name) => env[name]);
  if (env.NODE_ENV === 'production' && forDemos.length > 0 && env.DEMO_PURPOSE === '')
    problems.push(
      `DEMO_PURPOSE is missing: with NODE_ENV=production, ${forDemos.join(' and ')} need it to say what for, for example class`,
    );
  return problems;
}

export interface MigrationConfig {
  /** Of the one who owns the tables, or is going to. */
  ownerUrl: string;
  /** What pods are given: they get rights of their own where that names another user. */
  podUrl: string;
  /** Whether pods may reset the bank. */
  testSupport: boolean;
}

/**
 * What the migration needs: the owner of the tables, who is that of DATABASE_URL unless MIGRATION_DATABASE_URL names
 * another one, and what pods are given.
 *
 * @throws ConfigError as `loadConfig`
 */
export function loadMigrationConfig(variables: NodeJS.ProcessEnv): MigrationConfig {
  const { MIGRATION_DATABASE_URL, MIGRATION_DATABASE_URL_FILE, DATABASE_CA_FILE, TEST_SUPPORT } = variables;
  const podUrl = loadDatabaseUrl(variables);
  const { testSupport } = loadConfig({
    NODE_ENV: 'development',
    REDIS_URL: 'memory:',
    DATABASE_URL: podUrl,
    TEST_SUPPORT,
  });
  if (!MIGRATION_DATABASE_URL && !MIGRATION_DATABASE_URL_FILE) return { ownerUrl: podUrl, podUrl, testSupport };
  try {
    const owner = {
      DATABASE_URL: MIGRATION_DATABASE_URL,
      DATABASE_URL_FILE: MIGRATION_DATABASE_URL_FILE,
      DATABASE_CA_FILE,
    };
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
  const { DATABASE_URL, DATABASE_URL_FILE, DATABASE_CA_FILE } = variables;
  const database = { DATABASE_URL, DATABASE_URL_FILE, DATABASE_CA_FILE };
  return loadConfig({ NODE_ENV: 'development', REDIS_URL: 'memory:', ...database }).databaseUrl;
}

/** The version of this bank. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(`${__dirname}/../../../package.json`, 'utf8'));
  return (manifest as { version: string }).version;
}

/** What this pod is called in logs, traces and towards the others. */
export function podName(given: string | undefined): string {
  return given === undefined || given === '' ? `${hostname()}-${String(process.pid)}` : given;
}
