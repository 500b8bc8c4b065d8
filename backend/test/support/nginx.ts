import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../../scripts/stack/folders';
import { accepts, freePort } from '../../../scripts/stack/ports';
import { ServerProcess } from '../../../scripts/stack/server-process';

/** The nginx of this machine, if it has one. */
export function nginxProgram(): string | undefined {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return 'nginx';
  } catch {
    return undefined;
  }
}

/** The nginx of the web image, with its own configuration, before a pod of this machine and without the page. */
export class Nginx {
  private constructor(
    readonly url: string,
    private readonly process: ServerProcess,
  ) {}

  /** @param folder gets its configuration and its log */
  static async before(podUrl: string, folder: string): Promise<Nginx> {
    const [home, port] = [join(folder, 'nginx'), await freePort()];
    mkdirSync(join(home, 'bank'), { recursive: true });
    const source = join(checkout, 'docker', 'nginx');
    for (const name of readdirSync(source).filter((each) => each.endsWith('.conf')))
      writeFileSync(join(home, name), here(readFileSync(join(source, name), 'utf8'), home));
    cpSync('/etc/nginx/mime.types', join(home, 'mime.types'));
    // What start.sh writes in a container.
    const written = {
      'server.conf': `listen 127.0.0.1:${String(port)};`,
      'limits.conf': '',
      'request-limit.conf': '',
      'lab.conf': '',
      'lab-header.conf': '',
      'bank/upstream.conf': `map '' $bank_backend { default ${new URL(podUrl).host}; }`,
    };
    for (const [name, text] of Object.entries(written)) writeFileSync(join(home, name), text);
    const process = await ServerProcess.start({
      name: 'nginx',
      command: nginxProgram() ?? '',
      args: ['-c', join(home, 'nginx.conf'), '-g', 'daemon off; user root;'],
      stopSignal: 'SIGQUIT',
      stops: 'first',
      output: { file: join(folder, 'nginx.log') },
    });
    await process.until(() => accepts('127.0.0.1', port), 20_000);
    return new Nginx(`http://127.0.0.1:${String(port)}`, process);
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}

/** The configuration with all its places in one folder. */
function here(text: string, home: string): string {
  return text
    .replaceAll('/etc/nginx/', `${home}/`)
    .replaceAll('/tmp/nginx/', `${home}/`)
    .replaceAll('/tmp/', `${home}/`)
    .replaceAll('${BASE_PATH}', '');
}
