import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Configuration of the lab's process, read once from the environment. */
export interface Config {
  host: string;
  port: number;
  /** The lab's own database, as the lab's own role. */
  databaseUrl: string;
  /** A role that may make that database and role, and remove them in the end; without it they are there already. */
  adminUrl: string | undefined;
  /** How many connections the lab ever has, which is its role's CONNECTION LIMIT. */
  connections: number;
  /** Tells this run's database from that of another. */
  runId: string;
}

/** @throws Error that names everything that is wrong, one line each */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const databaseUrl = url('LAB_DATABASE_URL', secret('LAB_DATABASE_URL'));
  const admin = secret('LAB_ADMIN_DATABASE_URL');
  const adminUrl = admin === undefined ? undefined : url('LAB_ADMIN_DATABASE_URL', admin);
  const port = whole('PORT', env.PORT ?? '3100', 0, 65_535);
  const connections = whole('LAB_CONNECTIONS', env.LAB_CONNECTIONS ?? '96', 12, 1000);
  if (problems.length === 0 && adminUrl !== undefined) separate(databaseUrl, adminUrl);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    host: env.HOST ?? '127.0.0.1',
    port,
    databaseUrl,
    adminUrl,
    connections,
    runId: randomBytes(8).toString('hex'),
  };

  /** Given itself, or as a file that holds it. */
  function secret(name: string): string | undefined {
    const file = env[`${name}_FILE`];
    if (!file) return env[name] === '' ? undefined : env[name];
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE names ${file}, which cannot be read.`);
      return undefined;
    }
  }

  function url(name: string, text: string | undefined): string {
    const isPostgres = URL.canParse(text ?? '') && /^postgres(ql)?:$/.test(new URL(text ?? '').protocol);
    if (!isPostgres) problems.push(`${name} must be a URL such as postgres://lab:password@127.0.0.1:5432/lab.`);
    return text ?? '';
  }

  function whole(name: string, text: string, min: number, max: number): number {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      problems.push(`${name} must be a whole number from ${String(min)} to ${String(max)}.`);
    return value;
  }

  function separate(lab: string, admin: string): void {
    const [own, other] = [new URL(lab), new URL(admin)];
    if (own.pathname === other.pathname || own.username === other.username)
      problems.push('LAB_DATABASE_URL must name another database and another role than LAB_ADMIN_DATABASE_URL.');
  }
}
