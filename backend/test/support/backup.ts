import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { postgresAccount, privateFolder } from '../../../scripts/stack/folders';
import { PostgresServer } from '../../../scripts/stack/postgres';
import { until } from '@banking-demo/testkit/until';

/** Where a server's log goes as it is written, piece by piece. */
export class LogArchive {
  constructor(readonly folder: string) {
    privateFolder(folder, postgresAccount());
  }

  /** What the server is to be started with. */
  get settings(): Record<string, string> {
    return {
      wal_level: 'replica',
      archive_mode: 'on',
      archive_command: `test ! -f "${this.folder}/%f" && cp "%p" "${this.folder}/%f"`,
    };
  }

  /** Waits until all that is committed now is in the archive. */
  async catchUp(server: PostgresServer): Promise<void> {
    await asAdmin(server, async (admin) => {
      const { rows } = await admin.query<{ file: string }>('SELECT pg_walfile_name(pg_switch_wal()) AS file');
      const file = rows[0]?.file ?? '';
      await until(
        async () => {
          const archived = await admin.query<{ last: string }>(
            'SELECT last_archived_wal AS last FROM pg_stat_archiver',
          );
          return (archived.rows[0]?.last ?? '') >= file;
        },
        { timeoutMs: 30_000 },
      );
    });
  }
}

/** A copy of a server's files, taken while it goes on: PostgreSQL's manual, "Making a Base Backup Using the Low Level API". */
export class BaseBackup {
  private constructor(private readonly folder: string) {}

  /** @param from the server's folder */
  static async of(server: PostgresServer, from: string, into: string): Promise<BaseBackup> {
    mkdirSync(into, { recursive: true, mode: 0o755 });
    copyFileSync(join(from, 'password'), join(into, 'password'));
    await asAdmin(server, async (admin) => {
      await admin.query(`SELECT pg_backup_start('base', true)`);
      const wal = join(from, 'data', 'pg_wal');
      const passing = [join(from, 'data', 'postmaster.pid'), join(from, 'data', 'postmaster.opts')];
      cpSync(join(from, 'data'), join(into, 'data'), {
        recursive: true,
        filter: (path) => !passing.includes(path) && (path === wal || !path.startsWith(`${wal}/`)),
      });
      const { rows } = await admin.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop()');
      writeFileSync(join(into, 'data', 'backup_label'), rows[0]?.labelfile ?? '');
    });
    return new BaseBackup(into);
  }

  /** The same backup, copied elsewhere: a server that is started on one goes on from there. */
  at(folder: string): BaseBackup {
    return new BaseBackup(folder);
  }

  /**
   * Starts a server on what the copy and the archived log hold.
   *
   * @param moment the moment to go back to; all there is unless told
   */
  async restore(archive: LogArchive, moment?: string): Promise<PostgresServer> {
    writeFileSync(join(this.folder, 'data', 'recovery.signal'), '');
    chmodSync(join(this.folder, 'data'), 0o700);
    own(this.folder);
    const server = await PostgresServer.start({
      folder: this.folder,
      settings: {
        restore_command: `cp "${archive.folder}/%f" "%p"`,
        recovery_target_action: 'promote',
        ...(moment !== undefined && { recovery_target_time: moment }),
      },
    });
    await until(() => asAdmin(server, isOpen), { timeoutMs: 30_000 });
    return server;
  }
}

async function isOpen(admin: Client): Promise<boolean> {
  const { rows } = await admin.query<{ open: boolean }>('SELECT NOT pg_is_in_recovery() AS open');
  return rows[0]?.open === true;
}

async function asAdmin<T>(server: PostgresServer, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: server.adminUrl('postgres') });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Gives everything below to the account PostgreSQL runs as. */
function own(folder: string): void {
  const account = postgresAccount();
  if (!account) return;
  // The folder itself stays open to all: they look for the programs' logs there.
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    chownSync(join(folder, name), account.uid, account.gid);
}
