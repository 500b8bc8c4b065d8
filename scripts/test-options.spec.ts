import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDeployment } from './deployment';
import { StackError } from './stack/stack-error';
import { readTestOptions } from './test-options';

const read = (...args: string[]) => readTestOptions(args);

describe('the options of npm test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'options-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('choose suites, files, tests and reports', () => {
    const junit = join(folder, 'new', 'junit.xml');
    const options = read('api', '--file', 'api/transfers', '--grep=refuses', '--junit', junit);
    expect(options).toMatchObject({ file: 'api/transfers', grep: 'refuses', junit, baseUrls: [] });
    expect(options.chosen.map(({ name }) => name)).toEqual(['api']);
    expect(options.chosen[0]?.files('api/transfers')).toEqual(['backend/test/api/transfers.spec.ts']);
    expect(existsSync(junit)).toBe(true);
  });

  it('take a bank and another pod of it', () => {
    const { baseUrls, chosen } = read(
      '--base-url',
      'http://localhost:3000/',
      '--base-url',
      'https://bank.test/class/1/',
    );
    expect(baseUrls).toEqual(['http://localhost:3000', 'https://bank.test/class/1']);
    expect(chosen.map(({ name }) => name)).toEqual(['api']);
  });

  it.each([
    [['api', '--outputFile', 'x.json'], 'There is no --outputFile here: give --json FILE or --junit FILE.'],
    [['api', '--reporters=jest-junit'], 'There is no --reporters here: give --junit FILE or --json FILE.'],
    [['api', '-t', 'refuses'], 'There is no -t here: give --grep PATTERN.'],
    [['api', '--watch'], 'There is no option --watch; there are --base-url, --grep, --file, --junit, --json.'],
    [['transfers'], 'There is no suite "transfers"; there are unit, '],
    [
      ['api', '--file', 'nothing-like-it'],
      'No test file has "nothing-like-it" in its path; those of api are below backend/test/api',
    ],
    [['api', '--grep', '('], '--grep takes a regular expression for names of tests; "(" is none.'],
    [['api', '--grep'], '--grep takes a value: --grep PATTERN.'],
    [['api', '--junit', '--grep', 'x'], '--junit takes a value: --junit FILE.'],
    [['unit', 'api', '--json', 'x'], '--junit and --json write the report of one suite: name it, as in npm test api.'],
    [['helm', '--json', 'x'], 'The suite helm has no report in JSON: take --junit FILE.'],
    [['api', '--junit', join(__filename, 'below-a-file')], 'cannot be written ('],
    [
      ['unit', '--base-url', 'http://localhost:3000'],
      '--base-url is for the suite api; the others start what they test.',
    ],
    [['--base-url', 'localhost:46100'], 'for example http://localhost:3000: "localhost:46100" lacks the http://.'],
    [['--base-url', '127.0.0.1:3000/'], 'for example http://localhost:3000: "127.0.0.1:3000/" lacks the http://.'],
    [['--base-url', 'ftp://bank.test'], 'for example http://localhost:3000, not "ftp://bank.test".'],
    [['--base-url', 'http://'], 'for example http://localhost:3000, not "http://".'],
    [['--base-url', 'http://bank.test/api/'], 'without /api, which the suites add: not "http://bank.test/api/".'],
    [['--base-url', 'http://bank.test?a=1'], 'and nothing after its path: not "http://bank.test?a=1".'],
  ])('%j: say in a sentence what is wrong', (args, sentence) => {
    expect(() => read(...args)).toThrow(sentence);
    expect(() => read(...args)).toThrow(StackError);
  });
});

describe('a deployment', () => {
  let server: Server;
  let url = '';
  let answer: { status: number; body: string };

  beforeAll(async () => {
    server = createServer((_, reply) => reply.writeHead(answer.status).end(answer.body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => server.close());

  it('is one when its contract knows transfers', async () => {
    answer = { status: 200, body: '{"paths":{"/api/transfer":{}}}' };
    await expect(checkDeployment(url)).resolves.toBeUndefined();
  });

  it.each([
    [200, '<html>', 'is not the bank'],
    [404, '{}', 'is not the bank'],
    [429, '{}', 'RATE_LIMITS=relaxed'],
    [503, '{}', 'answers 503'],
  ])('is none when it answers %d with %s', async (status, body, part) => {
    answer = { status, body };
    await expect(checkDeployment(url)).rejects.toThrow(part);
  });

  it('is none where nobody listens', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await new Promise((resolve) => other.close(resolve));
    const silent = `http://127.0.0.1:${String(port)}`;
    await expect(checkDeployment(silent)).rejects.toThrow(
      `No bank answers at ${silent} (ECONNREFUSED): start one there (npm run demo -- --port ${String(port)}), or give another --base-url.`,
    );
  });
});
