import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** For node:test's `skip` option: false when a Docker engine with compose answers, else what is missing. */
export function missingEngine(): string | false {
  if (spawnSync('docker', ['version']).status !== 0) return 'no Docker engine answers: start one, or set DOCKER_HOST';
  if (spawnSync('docker', ['compose', 'version']).status !== 0)
    return 'docker has no compose plugin: install docker-compose-plugin';
  return false;
}

export interface Output {
  status: number;
  text: string;
}

/** One compose project of its own, on a free port, so that it meets no other bank on this machine. */
export class Bank {
  private readonly project = `bank-test-${randomBytes(4).toString('hex')}`;
  private readonly environment = {
    // The host's network reaches the package registry wherever this test itself could.
    BUILD_NETWORK: 'host',
    ...process.env,
    WEB_PORT: '0',
    BACKEND_IMAGE: `${this.project}/backend`,
    WEB_IMAGE: `${this.project}/web`,
    RATE_LIMITS: 'relaxed',
    TEST_SUPPORT: 'true',
    BACKEND_REPLICAS: '2',
  };

  readonly backendImage = this.environment.BACKEND_IMAGE;
  readonly webImage = this.environment.WEB_IMAGE;
  /** Name for a network of a test's own. */
  readonly network = `${this.project}-pods`;

  /** Runs `docker compose` and gives its standard output; throws with its messages when it fails. */
  compose(...args: string[]): string {
    return this.docker('compose', ...this.projectArguments(), ...args);
  }

  docker(...args: string[]): string {
    return execFileSync('docker', args, { ...this.options(), stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** For commands that may fail: their exit code, and all that they print. */
  try(...args: string[]): Output {
    const result = spawnSync('docker', args, this.options());
    return { status: result.status ?? 1, text: result.stdout + result.stderr };
  }

  /** For commands that run while the test goes on. */
  async run(command: string, ...args: string[]): Promise<Output> {
    const child = spawn(command, args, { cwd: ROOT, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ status: code ?? 1, text });
      });
    });
  }

  /** The arguments that name this project, for a script that passes them on to `docker compose`. */
  projectArguments(): string[] {
    return ['-p', this.project];
  }

  /** The engine's name for a network of compose.yaml. */
  networkOf(name: string): string {
    return `${this.project}_${name}`;
  }

  url(): string {
    return `http://${this.compose('port', 'web', '8080').trim()}`;
  }

  backends(): string[] {
    return this.containers('backend');
  }

  containers(service: string): string[] {
    return this.compose('ps', '-q', service).trim().split('\n');
  }

  inspect(name: string, field: string): unknown {
    return JSON.parse(this.docker('inspect', '--format', `{{json ${field}}}`, name));
  }

  /** Waits until a container's health check is green. */
  async healthy(container: string, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (this.inspect(container, '.State.Health.Status') !== 'healthy') {
      if (Date.now() > deadline)
        throw new Error(`${container} is not healthy: ${this.try('logs', '--tail', '20', container).text}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  remove(): void {
    this.try('compose', ...this.projectArguments(), 'down', '--volumes', '--timeout', '5');
    this.try('image', 'rm', '--force', this.backendImage, this.webImage);
  }

  private options() {
    return { cwd: ROOT, env: this.environment, encoding: 'utf8' as const, maxBuffer: 64 * 1024 * 1024 };
  }
}
