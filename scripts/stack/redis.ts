import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { openFolder } from './folders';
import { accepts, freePort } from './ports';
import { ServerProcess } from './server-process';
import { StackError } from './stack-error';

/** Where pods find Redis. */
export interface Redis {
  url: string;
  /** `memory` is the stand-in inside a pod: it serves that one pod alone. */
  kind: 'external' | 'private' | 'memory';
}

const installRemedy = 'install redis-server 7 or valkey-server 8 (any package manager has one)';
export const redisRemedy = `${installRemedy}, or set REDIS_URL`;

export const memoryNotice = `No Redis found: a stand-in inside the pod takes its place. It cannot show more than one pod, sessions that outlive a restart, or a Redis that fails. To see those, ${redisRemedy}.`;

/** REDIS_URL, else a private server, else the stand-in. */
export async function findRedis(folder: string): Promise<Redis> {
  const url = process.env.REDIS_URL;
  if (url === 'memory:') return { url, kind: 'memory' };
  if (url) return externalRedis(url);
  return redisProgram() ? RedisServer.start(folder) : { url: 'memory:', kind: 'memory' };
}

async function externalRedis(url: string): Promise<Redis> {
  if (!URL.canParse(url))
    throw new StackError('REDIS_URL is no URL: write it like redis://user:password@127.0.0.1:6379.');
  const { hostname, port } = new URL(url);
  if (await accepts(hostname, Number(port || 6379))) return { url, kind: 'external' };
  throw new StackError(`No Redis answers at ${hostname}:${port || '6379'}. Start it, correct REDIS_URL, or unset it.`);
}

/** One line for a suite or command that needs a Redis server of its own. */
export function redisProblem(): string | undefined {
  return redisProgram() ? undefined : `No redis-server or valkey-server on the PATH: ${installRemedy}.`;
}

/** A private Redis or Valkey on the loopback interface; it keeps nothing on disk, so a restart loses everything. */
export class RedisServer implements Redis {
  readonly kind = 'private';
  private process: ServerProcess | undefined;
  readonly password = randomBytes(12).toString('hex');

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly program: string,
    private readonly cluster: boolean,
  ) {}

  /** @param cluster as a node of a cluster, which has no slots yet */
  static async start(folder: string, { cluster = false } = {}): Promise<RedisServer> {
    const program = redisProgram();
    if (!program) throw new StackError(redisProblem() ?? '');
    const server = new RedisServer(await freePort(), openFolder(folder), program, cluster);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://:${this.password}@127.0.0.1:${String(this.port)}`;
  }

  /** Starts it again, after `stop` or `kill`, on the same port and empty. */
  async start(): Promise<void> {
    if (this.process && !this.process.exit) return;
    const process_ = await ServerProcess.start({
      name: 'Redis',
      command: this.program,
      args: ['-'],
      // By standard input, where no list of processes shows the password.
      input: [
        `port ${String(this.port)}`,
        'bind 127.0.0.1',
        `requirepass ${this.password}`,
        'save ""',
        'appendonly no',
        `dir "${this.folder}"`,
        ...(this.cluster ? ['cluster-enabled yes', 'cluster-announce-ip 127.0.0.1'] : []),
      ].join('\n'),
      stopSignal: 'SIGTERM',
      stops: 'last',
      output: { file: join(this.folder, 'redis.log') },
      cwd: this.folder,
    });
    this.process = process_;
    await process_.until(() => this.answers(), 20_000);
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }

  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** Freezes it, as a stalled host would, until `resume`. */
  pause(): void {
    this.process?.send('SIGSTOP');
  }

  resume(): void {
    this.process?.send('SIGCONT');
  }

  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: this.port, timeout: 1000 });
      let answer = '';
      const finish = (): void => {
        socket.destroy();
        resolve(answer.includes('+PONG'));
      };
      socket.setEncoding('utf8').once('error', finish).once('timeout', finish);
      socket.on('data', (text: string) => {
        answer += text;
        if (answer.includes('PONG') || answer.includes('-')) finish();
      });
      socket.write(`AUTH ${this.password}\r\nPING\r\n`);
    });
  }
}

let known: { program: string | undefined } | undefined;

/** The name of a program on the PATH that is recent enough. */
function redisProgram(): string | undefined {
  known ??= { program: ['redis-server', 'valkey-server'].find(isRecent) };
  return known.program;
}

function isRecent(program: string): boolean {
  try {
    const version = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(/v=(\d+)/.exec(version)?.[1]) >= 7;
  } catch {
    return false;
  }
}
