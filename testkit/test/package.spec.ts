import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const workspace = join(__dirname, '..');
const readme = readFileSync(join(workspace, 'README.md'), 'utf8');
/** Of the same version as here, so that nothing new decides about this test. */
const { version: jestVersion } = JSON.parse(
  readFileSync(require.resolve('jest/package.json', { paths: [join(workspace, '..')] }), 'utf8'),
) as { version: string };

const execute = promisify(execFile);

/** Packages are fetched, on machines that may be busy. */
jest.setTimeout(300_000);

let folder = '';

/** As the readme says it. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'testkit-'));
  const packed = await run(workspace, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const tarball = packed.trim().split('\n').at(-1) ?? '';
  expect(readme).toContain(tarball);
  await run(folder, 'npm', 'init', '-y');
  const options = ['--no-audit', '--no-fund', '--prefer-offline'];
  await run(folder, 'npm', 'install', '--save-dev', ...options, `jest@${jestVersion}`, `./${tarball}`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What stands in the readme after the name of a file. */
function block(before: string, language: string): string {
  const [, text] = new RegExp(`${before}[^\`]*\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme) ?? [];
  if (text === undefined) throw new Error(`README.md has no ${language} after ${before}`);
  return text;
}

async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  // Not those of the runner that runs this.
  const env = { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined, CI: 'true' };
  try {
    const { stdout, stderr } = await execute(command, args, { cwd, env, shell: process.platform === 'win32' });
    return stdout + stderr;
  } catch (error) {
    const { message, stdout } = error as Error & { stdout: string };
    throw new Error(`${message}\n${stdout}`, { cause: error });
  }
}

describe('the package', () => {
  it('makes a suite elsewhere green by what its readme says', async () => {
    const suite = block('`payments.test.js`:', 'js');
    // The page that leads through it has the same.
    expect(readFileSync(join(workspace, '..', 'docs', 'testing.md'), 'utf8')).toContain(suite);
    writeFileSync(join(folder, 'payments.test.js'), suite);
    const output = await run(folder, 'npx', 'jest');
    expect(output).toContain(`${String(suite.match(/^test\(/gm)?.length)} passed`);
  });

  it('brings types that need nothing of this checkout', async () => {
    const suite = `import { registerUser, bodyOf, type Schemas } from '@banking-demo/testkit';
import { paid } from '@banking-demo/testkit/payments';
import { openSocket } from '@banking-demo/testkit/sockets';
export async function lunch(): Promise<number> {
  const anna = await registerUser();
  const socket = await openSocket(anna);
  const { id } = await paid(anna.api, { to: 'bob', amount: 1 });
  const { unread } = socket.all('ready')[0]!;
  const me: Schemas['Me'] = bodyOf<Schemas['Me']>(await anna.api.get('/me'));
  // @ts-expect-error amounts are numbers
  await paid(anna.api, { to: id, amount: '1' });
  return unread + me.accounts[0]!.balance;
}
`;
    writeFileSync(join(folder, 'lunch.ts'), suite);
    const tsc = join(workspace, '..', 'node_modules', 'typescript', 'bin', 'tsc');
    for (const resolution of ['node10', 'nodenext'])
      await run(
        folder,
        process.execPath,
        ...[
          tsc,
          '--noEmit',
          '--strict',
          '--types',
          'node',
          '--typeRoots',
          join(workspace, '..', 'node_modules', '@types'),
        ],
        ...['--module', resolution === 'node10' ? 'commonjs' : 'nodenext', '--moduleResolution', resolution],
        ...['--target', 'es2023', '--esModuleInterop', 'lunch.ts'],
      );
  });
});
