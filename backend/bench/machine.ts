import { cpus, release, totalmem, type } from 'node:os';
import { Client } from 'pg';
import { generator } from './load/generator';
import { pgbenchVersion } from './pgbench';
import { versionOf } from './program';

/** Where and with what a run was made. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  postgres: string;
  redis: string;
  generator: string;
  pgbench: string;
  /** Settings of PostgreSQL that are not its defaults. */
  settings: Record<string, string>;
}

/** Not worth telling: where things are, and how one connects. */
const TOLD_ELSEWHERE =
  /^(data_directory|.*_file|port|listen_addresses|unix_socket.*|application_name|client_.*|lc_.*|log_.*|Date.*|.*TimeZone.*|default_text_search_config|transaction_.*)$/i;

export async function describeMachine(databaseUrl: string): Promise<Machine> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; value: string }>(
      `SELECT name, current_setting(name) AS value FROM pg_settings
        WHERE source NOT IN ('default', 'override', 'client', 'session') ORDER BY name`,
    );
    const version = await client.query<{ server_version: string }>('SHOW server_version');
    return {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      system: `${type()} ${release()}`,
      node: process.version,
      postgres: version.rows[0]?.server_version ?? 'unknown',
      redis: /v=([\d.]+)/.exec(versionOf('redis-server') ?? versionOf('valkey-server') ?? '')?.[1] ?? 'external',
      generator: generator() === 'wrk' ? (versionOf('wrk') ?? 'wrk').replace(/ Copyright.*/, '') : 'autocannon',
      pgbench: pgbenchVersion() ?? 'a Node driver that runs the scripts of pgbench, which is not installed',
      settings: Object.fromEntries(
        rows.filter(({ name }) => !TOLD_ELSEWHERE.test(name)).map(({ name, value }) => [name, value]),
      ),
    };
  } finally {
    await client.end();
  }
}
