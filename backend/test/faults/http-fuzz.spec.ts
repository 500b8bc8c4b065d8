import fc from 'fast-check';
import type { Pod } from '../../../scripts/stack/pods';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { nth, registerUser, type TestUser } from '@banking-demo/testkit/bank';
import { balanceOf, expectIntegrity, paid, statementOf } from '@banking-demo/testkit/payments';
import { ambiguousRequests } from '../support/ambiguous-requests';
import { Nginx, nginxProgram } from '../support/nginx';
import { closeConnections, memoryOf, RawConnection } from '../support/raw-connection';

const SLOW = 200;
/** What a pod may hold more than before when all is over, in megabytes. */
const LEVEL_MB = 100;

jest.setTimeout(180_000);

let stack: Stack<PrivateServers>;
let pod: Pod;
let payer: TestUser;
let payee: TestUser;
let memoryBefore: number;
let slow: RawConnection[];

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'silent' } });
  pod = nth(stack.pods, 0);
  [payer, payee] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
  await expectServed();
  memoryBefore = memoryOf(pod.pid);
  // They stay while all the others are served; the last test sees them off.
  slow = await Promise.all(Array.from({ length: SLOW }, (_, i) => slowSender(i)));
});

afterAll(closeConnections);
afterAll(() => stack.stop());

/** Somebody who follows the rules is served. */
async function expectServed(): Promise<void> {
  await paid(payer.api, { to: payee.username, amount: 1 });
  await balanceOf(payee.api);
}

/** Sends a part of a request and then, now and then, a byte more. */
async function slowSender(number: number): Promise<RawConnection> {
  const connection = await RawConnection.to(pod.url);
  const starts = [
    'POST /api/transfer HTTP/1.1\r\nHost: bank\r\nX-',
    transfer('slow', 'Content-Length: 5000').slice(0, 300),
    'GET /api/me HTTP/1.1\r\nHo',
  ];
  connection.say(nth(starts, number));
  const dribble = setInterval(() => {
    connection.say('a');
  }, 2000);
  connection.socket.once('close', () => {
    clearInterval(dribble);
  });
  return connection;
}

/** A payment as it goes over the wire. */
function transfer(memo: string, ...headers: string[]): string {
  const body = JSON.stringify({ to: payee.username, amount: 1, memo });
  const own = headers.length > 0 ? headers : [`Content-Length: ${String(body.length)}`];
  return [
    'POST /api/transfer HTTP/1.1',
    'Host: bank',
    `Authorization: Bearer ${payer.sessionId}`,
    'Content-Type: application/json',
    `Idempotency-Key: ${memo}`,
    `X-Request-Id: ${memo}`,
    ...own,
    '',
    body,
  ].join('\r\n');
}

async function memos(): Promise<Set<string | null>> {
  return new Set((await statementOf(payee.api, payee.accountNumber)).map(({ memo }) => memo));
}

describe('requests that follow one another without waiting', () => {
  it('are answered in order, each once', async () => {
    const connection = await RawConnection.to(pod.url);
    const ids = Array.from({ length: 100 }, (_, i) => `pipelined-${String(i)}`);
    connection.say(ids.map((id) => `GET /health/live HTTP/1.1\r\nHost: bank\r\nX-Request-Id: ${id}\r\n\r\n`).join(''));
    await connection.until(({ statuses }) => statuses.length === ids.length);
    const answered = [...connection.received.matchAll(/^x-request-id: (.*)\r$/gim)].map(([, id]) => id);
    expect(answered).toEqual(ids);
  });

  it('pay once each', async () => {
    const connection = await RawConnection.to(pod.url);
    const keys = Array.from({ length: 20 }, (_, i) => `in-a-row-${String(i)}`);
    connection.say(keys.map((key) => transfer(key)).join(''));
    await connection.until(({ statuses }) => statuses.length === keys.length);
    expect(connection.statuses).toEqual(keys.map(() => 201));
    const paidMemos = (await statementOf(payee.api, payee.accountNumber)).map(({ memo }) => memo ?? '');
    expect(paidMemos.filter((memo) => keys.includes(memo)).sort()).toEqual([...keys].sort());
  });
});

describe('a request that two servers could read in two ways', () => {
  let nginx: Nginx | undefined;
  const ways: [string, () => string | undefined][] = [['directly', () => pod.url]];
  if (nginxProgram() !== undefined) ways.push(['through nginx', () => nginx?.url]);
  const cases = ways.flatMap(([way, url]) => ambiguousRequests.map(([name, ask]) => [name, way, ask, url] as const));

  beforeAll(async () => {
    if (nginxProgram() !== undefined) nginx = await Nginx.before(pod.url, stack.servers.folder);
  });
  afterAll(() => nginx?.stop());

  it.each(cases)(
    'by %s (%s) is refused with the connection, and what follows is not done',
    async (name, way, ask, url) => {
      const memo = `hidden-${name}-${way}`.replace(/[^a-z]+/gi, '-');
      const connection = await RawConnection.to(url() ?? '');
      connection.say(Buffer.from(ask(transfer(memo)), 'latin1'));
      connection.end();
      await connection.until(({ closed }) => closed);
      // 501 is how nginx refuses an encoding that it does not know.
      expect(connection.statuses.filter((status) => (status < 400 || status > 499) && status !== 501)).toEqual([]);
      expect(connection.received).not.toContain(memo);
      expect(await memos()).not.toContain(memo);
    },
  );
});

describe('a request that is not whole', () => {
  it.each([0.1, 0.5, 0.99])('does nothing when its caller goes after %d of it', async (share) => {
    const memo = `part-${String(share)}`;
    const whole = transfer(memo);
    const connection = await RawConnection.to(pod.url);
    connection.say(whole.slice(0, Math.floor(whole.length * share)));
    connection.end();
    await connection.until(({ closed }) => closed);
    expect(connection.statuses.filter((status) => status < 400 || status > 499)).toEqual([]);
    expect(await memos()).not.toContain(memo);
  });

  it('is refused once when its body goes wrong after that', async () => {
    const connection = await RawConnection.to(pod.url);
    const headers = ['Host: bank', 'Content-Type: text/plain', 'Transfer-Encoding: chunked'];
    connection.say(['POST /api/login HTTP/1.1', ...headers, '', '1', 'a', ''].join('\r\n'));
    await connection.until(({ statuses }) => statuses.length > 0);
    connection.say('no chunk\r\n');
    await connection.until(({ closed }) => closed);
    expect(connection.statuses).toEqual([415]);
  });

  it.each([
    ['many headers', () => Array.from({ length: 3000 }, (_, i) => `X-${String(i)}: a`).join('\r\n')],
    ['one long header', () => `X-Long: ${'a'.repeat(200_000)}`],
    ['a long line', () => `Cookie: ${'a=b; '.repeat(20_000)}`],
  ])('is refused when it has %s', async (_, header) => {
    const connection = await RawConnection.to(pod.url);
    connection.say(`GET /api/me HTTP/1.1\r\nHost: bank\r\n${header()}\r\n\r\n`);
    await connection.until(({ closed }) => closed);
    expect(connection.statuses).toEqual([431]);
    await expectServed();
  });
});

describe('whatever comes over a connection', () => {
  const token = fc.string({ maxLength: 12 });
  const line = fc.oneof(
    fc.constantFrom(
      'GET /api/me HTTP/1.1',
      'POST /api/login HTTP/1.1',
      'GET / HTTP/1.0',
      'PRI * HTTP/2.0',
      'GET http://[::1/ HTTP/1.1',
    ),
    fc.tuple(token, token, token).map((words) => words.join(' ')),
  );
  const header = fc.oneof(
    fc.constantFrom(
      'Host: bank',
      'Content-Type: application/json',
      'Content-Length: 3',
      'Content-Length: 99999999999',
      'Transfer-Encoding: chunked',
      'Expect: 100-continue',
      'Expect: nonsense',
      'Upgrade: websocket',
      'Upgrade: h2c',
      'Connection: Upgrade',
      'Connection: close',
      'Authorization: Bearer',
      'Sec-WebSocket-Key: a',
      'Content-Encoding: gzip',
      'X-Forwarded-For: \u00e9, ,',
      'Range: bytes=0-',
    ),
    fc.tuple(token, token).map(([name, value]) => `${name}: ${value}`),
  );
  const body = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom('{"username":"a"', '5\r\nabc', 'ffffffff\r\n', '0\r\n\r\n', '\r\n\r\n'),
  );
  const request = fc
    .tuple(line, fc.array(header, { maxLength: 6 }), body)
    .map(([first, headers, rest]) => `${[first, ...headers].join('\r\n')}\r\n\r\n${rest}`);

  it('is answered by a refusal or an end, and never by a fault of the bank', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 3 }), async (requests) => {
        const connection = await RawConnection.to(pod.url);
        connection.say(Buffer.from(requests.join(''), 'latin1'));
        connection.end();
        await connection.until(({ closed }) => closed);
        expect(connection.statuses.filter((status) => status >= 500)).toEqual([]);
        expect(connection.received).not.toMatch(/node_modules|\.js:\d|\.ts:\d|SELECT /);
      }),
      { numRuns: 400 },
    );
    await expectServed();
  });
});

describe('slow senders', () => {
  it('are sent away, while the others are served', async () => {
    await expectServed();
    await Promise.all(slow.map((connection) => connection.until(({ closed }) => closed)));
    expect(new Set(slow.flatMap(({ statuses }) => statuses))).toEqual(new Set([408]));
    for (const { received } of slow) expect(received).toContain('"code":"request_timeout"');
  });

  it('leave no more behind than the others', async () => {
    await expectServed();
    await expectIntegrity(payer.api);
    expect(memoryOf(pod.pid) - memoryBefore).toBeLessThan(LEVEL_MB);
  });
});
