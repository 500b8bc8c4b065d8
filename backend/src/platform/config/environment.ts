import { readFileSync } from 'node:fs';
import { bool, customCleanEnv, EnvMissingError, host, port, str } from 'envalid';
import {
  basePath,
  currencies,
  databaseUrl,
  httpUrl,
  list,
  optionalPort,
  origins,
  trustProxy,
  whole,
} from './validators';

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
