import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../../scripts/stack/ports';
import { ServerProcess } from '../../../scripts/stack/server-process';
import { TestAuthority } from './authority';
import { until } from '@banking-demo/testkit/until';

export const USER = 'bank';
/** With characters that a URL has to encode. */
export const PASSWORD = 'p#ss/w?rd@1';
const ADMIN_PASSWORD = 'admin';

/** Redis as enterprises run it: TLS by a private authority, and a user that may do what the bank needs and no more. */
export class EnterpriseRedis {
  private readonly processes: ServerProcess[] = [];

  private readonly trust: TestAuthority;

  constructor(private readonly folder: string) {
    this.trust = new TestAuthority(folder);
  }

  get authority(): string {
    return this.trust.certificate;
  }

  /** Starts a server; answers its port, which speaks TLS only. */
  server(prefix: string, ...settings: string[]): Promise<number> {
    return this.start(
      [],
      [
        `user default on >${ADMIN_PASSWORD} ~* &* +@all`,
        `user ${USER} on >${PASSWORD} resetkeys ~${prefix}* resetchannels &${prefix}bank:* +@all -@dangerous +info +cluster|slots +cluster|shards`,
        'save ""',
        'appendonly no',
        ...settings,
      ],
    );
  }

  /** Starts a Sentinel that watches the server at a port, by the name `main`; answers its own port. */
  sentinel(masterPort: number, password: string): Promise<number> {
    return this.start(
      ['--sentinel'],
      [
        'tls-replication yes',
        `sentinel monitor main 127.0.0.1 ${String(masterPort)} 1`,
        `sentinel auth-pass main ${ADMIN_PASSWORD}`,
        `user default off`,
        `user watcher on >${password} ~* &* +@all`,
      ],
    );
  }

  /** For what only an administrator may do. */
  admin(port: number): Redis {
    return new Redis({ port, host: '127.0.0.1', password: ADMIN_PASSWORD, tls: { rejectUnauthorized: false } });
  }

  async stop(): Promise<void> {
    for (const each of this.processes.reverse()) await each.stop();
  }

  private async start(args: string[], settings: string[]): Promise<number> {
    const port = await freePort();
    const file = join(this.folder, `${String(port)}.conf`);
    const lines = [
      'port 0',
      `tls-port ${String(port)}`,
      'bind 127.0.0.1',
      `tls-ca-cert-file ${join(this.folder, 'ca.crt')}`,
      `tls-cert-file ${join(this.folder, 'server.crt')}`,
      `tls-key-file ${join(this.folder, 'server.key')}`,
      'tls-auth-clients no',
      `dir ${this.folder}`,
    ];
    writeFileSync(file, [...lines, ...settings].join('\n'));
    const server = await ServerProcess.start({
      name: 'Redis',
      command: 'redis-server',
      args: [file, ...args],
      stopSignal: 'SIGTERM',
      stops: 'last',
      output: { file: join(this.folder, 'redis.log') },
      cwd: this.folder,
    });
    this.processes.push(server);
    const tls = { rejectUnauthorized: false };
    const client = new Redis({ port, host: '127.0.0.1', tls, enableReadyCheck: false, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    // Whoever does not say who it is hears just that, from a server that is up.
    const refused = (error: unknown): boolean => (error as Error).message.startsWith('NOAUTH');
    await until(() => client.ping().then(() => true, refused));
    client.disconnect();
    return port;
  }
}
