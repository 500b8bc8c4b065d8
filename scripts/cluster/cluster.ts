import { spawn, spawnSync } from 'node:child_process';
import { StackError } from '../stack/stack-error';
import type { Options } from './options';

export interface Output {
  code: number;
  text: string;
}

/** Names of the contexts of this user's kubeconfig. */
export function contexts(): string[] {
  const result = spawnSync('kubectl', ['config', 'get-contexts', '-o', 'name'], { encoding: 'utf8' });
  if (result.error) throw new StackError('kubectl does not run here: install it, or put it on the PATH.');
  return result.stdout.split('\n').filter((name) => name !== '');
}

/** One namespace of one cluster, by kubectl and helm alone. */
export class Cluster {
  constructor(private readonly options: Options) {}

  /** @throws StackError when it does not answer, is of another kind, or has the namespace already */
  async check(): Promise<void> {
    const version = await this.try('kubectl', 'version', '-o', 'json', '--request-timeout=15s');
    if (version.code !== 0) throw new StackError(`The cluster does not answer: ${lastLine(version.text)}`);
    const helm = spawnSync(this.options.helm, ['version', '--short'], { encoding: 'utf8' });
    if (helm.error) throw new StackError(`${this.options.helm} does not run here: install helm, or name it by --helm.`);
    const existing = await this.try('kubectl', 'get', 'namespace', this.options.namespace, '-o', 'name');
    if (existing.code === 0)
      throw new StackError(
        `The namespace ${this.options.namespace} exists already; this makes and deletes one of its own. Name another by --namespace.`,
      );
  }

  /** Helm 4 and Helm 3 name the same thing differently. */
  rollbackFlag(): string {
    const { stdout } = spawnSync(this.options.helm, ['upgrade', '--help'], { encoding: 'utf8' });
    return stdout.includes('--rollback-on-failure') ? '--rollback-on-failure' : '--atomic';
  }

  /** @throws StackError with what it printed when it fails */
  async kubectl(...args: string[]): Promise<string> {
    return this.run('kubectl', ...args);
  }

  async helm(...args: string[]): Promise<string> {
    return this.run(this.options.helm, ...args);
  }

  tryHelm(...args: string[]): Promise<Output> {
    return this.try(this.options.helm, ...args);
  }

  tryKubectl(...args: string[]): Promise<Output> {
    return this.try('kubectl', ...args);
  }

  /** Creates or changes what a manifest says. */
  async apply(manifest: object): Promise<void> {
    const { code, text } = await this.start('kubectl', ['apply', '-f', '-'], JSON.stringify(manifest));
    if (code !== 0) throw new StackError(`kubectl apply: ${text.trim()}`);
  }

  private async run(program: string, ...args: string[]): Promise<string> {
    const { code, text } = await this.try(program, ...args);
    if (code !== 0) throw new StackError(`${program} ${args.slice(0, 3).join(' ')} failed:\n${text.trim()}`);
    return text;
  }

  private try(program: string, ...args: string[]): Promise<Output> {
    return this.start(program, args);
  }

  private start(program: string, args: string[], input = ''): Promise<Output> {
    const { context, namespace } = this.options;
    const where = [program === 'kubectl' ? '--context' : '--kube-context', context, '--namespace', namespace];
    const child = spawn(program, [...where, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(input);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ code: code ?? 1, text });
      });
    });
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
