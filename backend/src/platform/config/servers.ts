import { readFileSync } from 'node:fs';
import type { Environment } from './environment';

/** What libpq calls them; `allow` and `prefer` would go on in the clear where somebody takes the encryption away. */
const MODES = ['disable', 'require', 'verify-ca', 'verify-full'];

/**
 * The address of the database with what it says of TLS in libpq's meaning, whose words pg reads in its own unless it is
 * told otherwise: `require` encrypts and trusts any certificate, with an authority it checks that one too.
 *
 * @param caFile path of the authority's certificate, empty for the authorities of this machine
 * @param problems gets a sentence for what is wrong
 */
export function withTls(address: string, caFile: string, problems: string[]): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  const parameters = url.searchParams;
  const authority = caFile || systemless(parameters.get('sslrootcert'));
  const given = parameters.get('sslmode') ?? (parameters.get('ssl') === 'true' ? 'verify-full' : null);
  const mode = given ?? (authority === '' ? null : 'verify-full');
  if (mode === null) return address;
  const problem = problemOf(mode, authority, caFile);
  if (problem !== undefined) {
    problems.push(problem);
    return address;
  }
  for (const name of ['ssl', 'sslrootcert']) parameters.delete(name);
  parameters.set('sslmode', mode);
  parameters.set('uselibpqcompat', 'true');
  if (authority !== '') parameters.set('sslrootcert', authority);
  return url.href;
}

/** `system` means those of the machine, as no file does. */
function systemless(file: string | null): string {
  return file === null || file === 'system' ? '' : file;
}

function problemOf(mode: string, authority: string, caFile: string): string | undefined {
  if (!MODES.includes(mode)) return `DATABASE_URL says sslmode=${mode}; write one of ${MODES.join(', ')}`;
  if (mode === 'disable')
    return caFile === '' ? undefined : 'DATABASE_CA_FILE is of no use with sslmode=disable in DATABASE_URL; keep one';
  if (authority === '')
    return mode === 'verify-ca'
      ? 'DATABASE_CA_FILE is missing: sslmode=verify-ca in DATABASE_URL needs the certificate of the authority'
      : undefined;
  const name = caFile === '' ? 'sslrootcert in DATABASE_URL' : 'DATABASE_CA_FILE';
  try {
    if (readFileSync(authority, 'utf8').includes('-----BEGIN CERTIFICATE-----')) return undefined;
    return `${name} holds no certificate in PEM form`;
  } catch (error) {
    return `${name} cannot be read: ${(error as Error).message}`;
  }
}

interface RedisNode {
  host: string;
  port: number;
}

/** Who the bank is to Redis, and how it is spoken to. */
interface RedisAccess {
  username: string | undefined;
  password: string | undefined;
  /** Undefined without TLS; the authority is a PEM certificate, where it is none that everybody trusts. */
  tls: { ca: string | undefined } | undefined;
  /** All keys and channels begin with it, so that several banks can share one Redis. */
  prefix: string;
}

/** Where Redis is: exactly one of the three forms, or the in-process stand-in. */
export type RedisTopology = RedisAccess &
  (
    | ({ kind: 'single'; db: number } & RedisNode)
    | {
        kind: 'sentinel';
        sentinels: RedisNode[];
        master: string;
        sentinelUsername: string | undefined;
        sentinelPassword: string | undefined;
      }
    | { kind: 'cluster'; nodes: RedisNode[] }
    | { kind: 'memory' }
  );

/** @param problems what is wrong with the variables together is added here, without any secret */
export function redisTopology(env: Environment, problems: string[]): RedisTopology {
  const access = accessOf(env, problems);
  const memory: RedisTopology = { ...access, kind: 'memory' };
  if (problems.some((problem) => problem.startsWith('REDIS_'))) return memory;
  const given = [env.REDIS_URL, env.REDIS_SENTINELS, env.REDIS_CLUSTER.join()].filter((value) => value !== '');
  if (given.length !== 1) problems.push('give exactly one of REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER');
  if (env.REDIS_CLUSTER.length > 0)
    return { ...access, kind: 'cluster', nodes: redisNodes('REDIS_CLUSTER', env.REDIS_CLUSTER, problems) };
  if (env.REDIS_SENTINELS !== '') {
    const [nodes = '', master = '', ...rest] = env.REDIS_SENTINELS.split('/');
    if (!/^[\w.-]+$/.test(master) || rest.length > 0)
      problems.push('REDIS_SENTINELS must be host:port,host:port/master-name');
    return {
      ...access,
      kind: 'sentinel',
      sentinels: redisNodes('REDIS_SENTINELS', nodes.split(','), problems),
      master,
      sentinelUsername: env.REDIS_SENTINEL_USERNAME || undefined,
      sentinelPassword: env.REDIS_SENTINEL_PASSWORD || undefined,
    };
  }
  if (env.REDIS_URL !== 'memory:') return singleOf(env.REDIS_URL, access, problems);
  if (env.NODE_ENV === 'production')
    problems.push('REDIS_URL must be a real Redis with NODE_ENV=production, not memory:');
  return memory;
}

function accessOf(env: Environment, problems: string[]): RedisAccess {
  const encrypted = env.REDIS_TLS || env.REDIS_URL.startsWith('rediss:');
  if (env.REDIS_CA_FILE !== '' && !encrypted)
    problems.push('REDIS_CA_FILE is of use with TLS only: set REDIS_TLS=true, or write rediss:// in REDIS_URL');
  if (!/^[\w.:-]{0,64}$/.test(env.REDIS_PREFIX))
    problems.push('REDIS_PREFIX must be at most 64 letters, digits, dots, colons, underscores and dashes');
  return {
    username: env.REDIS_USERNAME || undefined,
    password: env.REDIS_PASSWORD || undefined,
    tls: encrypted ? { ca: certificate(env.REDIS_CA_FILE, problems) } : undefined,
    prefix: env.REDIS_PREFIX,
  };
}

function certificate(path: string, problems: string[]): string | undefined {
  if (path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    problems.push(`REDIS_CA_FILE cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

/** A reserved character in the password would end up in another part of the URL: it is told so, never shown. */
function singleOf(given: string, access: RedisAccess, problems: string[]): RedisTopology {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (
    !url?.hostname ||
    !/^rediss?:$/.test(url.protocol) ||
    url.hash ||
    url.search ||
    !/^\/?\d*$/.test(url.pathname) ||
    !isDecodable(url)
  ) {
    problems.push(
      'REDIS_URL must be like redis://user:password@host:6379/0, with every character of the password but letters and digits percent-encoded (# is %23)',
    );
    return { ...access, kind: 'memory' };
  }
  if (url.password && access.password)
    problems.push('REDIS_PASSWORD and a password in REDIS_URL are both set; keep one');
  return {
    ...access,
    kind: 'single',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 6379),
    db: Number(url.pathname.slice(1)),
    username: decodeURIComponent(url.username) || access.username,
    password: decodeURIComponent(url.password) || access.password,
  };
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

/** `host:port`, or `[address]:port` for IPv6. */
function redisNodes(name: string, nodes: string[], problems: string[]): RedisNode[] {
  return nodes.flatMap((node) => {
    const [, bracketed, plain, port] = /^(?:\[([\da-fA-F:.]+)\]|([^:[\]@/]+)):(\d{1,5})$/.exec(node.trim()) ?? [];
    const host = bracketed ?? plain;
    if (host !== undefined) return { host, port: Number(port) };
    problems.push(`${name} has an entry that is not host:port`);
    return [];
  });
}
