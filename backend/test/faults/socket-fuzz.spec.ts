import fc from 'fast-check';
import type { Pod } from '../../../scripts/stack/pods';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { nth, registerUser, type TestUser } from '@banking-demo/testkit/bank';
import { paid } from '@banking-demo/testkit/payments';
import { closeConnections, memoryOf, type RawConnection } from '../support/raw-connection';
import { closeSockets, openSocket, type TestSocket } from '@banking-demo/testkit/sockets';
import { until } from '@banking-demo/testkit/until';
import { encoded, type Frame, rawSocket, text } from '../support/websocket-frames';

const LEVEL_MB = 100;

jest.setTimeout(180_000);

let stack: Stack<PrivateServers>;
let pod: Pod;
let payer: TestUser;
let payee: TestUser;
let listener: TestSocket;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'silent' } });
  pod = nth(stack.pods, 0);
  [payer, payee] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
  listener = await openSocket(payee, pod.url);
});

afterEach(closeConnections);
afterAll(closeSockets);
afterAll(() => stack.stop());

/** Somebody who follows the rules hears of a payment, on the connection that there was from the start. */
async function expectServed(): Promise<void> {
  const { id } = await paid(payer.api, { to: payee.username, amount: 1 });
  await listener.transfer(id);
  expect(listener.disconnects).toEqual([]);
}

/** Says all of it at once; the pod may end the connection at any of it. */
async function said(frames: readonly Frame[]): Promise<RawConnection> {
  const connection = await rawSocket(pod.url);
  connection.say(Buffer.concat(frames.map(encoded)));
  return connection;
}

describe('a frame that breaks the rules of WebSockets', () => {
  it.each<[string, Frame]>([
    ['without a mask', { ...text('40'), masked: false }],
    ['with a reserved bit', { ...text('40'), reserved: 4 }],
    ['of an unknown kind', { ...text('40'), opcode: 3 }],
    ['of an unknown control kind', { ...text('40'), opcode: 11 }],
    ['that goes on from nothing', { ...text('40'), opcode: 0 }],
    ['that is a ping in pieces', { opcode: 9, payload: 'a', final: false }],
    ['that is a ping too long', { opcode: 9, payload: 'a'.repeat(126) }],
    ['longer than anything the bank takes', text('4'.repeat(200_000))],
    ['that claims to be longer than memory', { ...text('40'), length: 2 ** 40 }],
    ['that is not UTF-8', { opcode: 8, payload: 'a' }],
  ])('%s ends its connection', async (_, frame) => {
    const connection = await said([frame]);
    await connection.until(({ closed }) => closed);
    await expectServed();
  });
});

describe('a packet that socket.io does not know', () => {
  it.each([
    ['another type', '9'],
    ['no JSON', '40{"sessionId":'],
    ['no session', '40{}'],
    ['another namespace', '40/admin,{}'],
    ['an event before it is let in', '42["transfer",{}]'],
    ['an acknowledgement of nothing', '4399["a"]'],
    ['a binary event that never comes', '451-["a",{"_placeholder":true,"num":0}]'],
    ['a binary event of a million parts', '451000000-["a"]'],
    ['an event that is none', '42{"__proto__":{"polluted":true}}'],
    ['deep nesting', `40${'['.repeat(5000)}`],
  ])('(%s) does no harm', async (_, packet) => {
    const connection = await said([text(packet), text(packet)]);
    await expectServed();
    connection.close();
  });
});

describe('whatever comes over a socket', () => {
  const packet = fc.oneof(
    fc.constantFrom(
      '0',
      '1',
      '2',
      '2probe',
      '3',
      '5',
      '6',
      '40',
      '41',
      '42["a"]',
      '43[]',
      '44{}',
      '450-["a"]',
      '461-1["a"]',
      '40{"sessionId":"a"}',
      '40{"sessionId":{"a":1}}',
      '40{"sessionId":null}',
      '40[]',
      '40"a"',
      '41/',
      '40/,',
    ),
    fc.string({ maxLength: 30 }).map((rest) => `4${rest}`),
    fc.string({ maxLength: 30 }),
  );
  const frame: fc.Arbitrary<Frame> = fc.record(
    {
      opcode: fc.constantFrom(1, 1, 1, 1, 2, 0, 8, 9, 10, 5),
      payload: packet,
      final: fc.constantFrom(true, true, true, false),
      masked: fc.constantFrom(true, true, true, false),
      reserved: fc.constantFrom(0, 0, 0, 1),
    },
    { requiredKeys: ['opcode', 'payload'] },
  );

  it('leaves the others served, and memory as it was', async () => {
    await expectServed();
    const before = memoryOf(pod.pid);
    const connections: RawConnection[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 20 }), async (frames) => {
        connections.push(await said(frames));
      }),
      { numRuns: 300 },
    );
    await expectServed();
    for (const connection of connections) connection.close();
    await expectServed();
    expect(memoryOf(pod.pid) - before).toBeLessThan(LEVEL_MB);
  });

  it('is heard no longer than a moment from somebody who is not let in', async () => {
    const connection = await said([text('2')]);
    await connection.until(({ closed }) => closed);
    await expectServed();
  });

  it('that floods with sign-ins is cut off, and the others are served', async () => {
    const flood = Buffer.concat(Array.from({ length: 20_000 }, () => encoded(text('40'))));
    const connection = await rawSocket(pod.url);
    connection.say(flood);
    await expectServed();
    await until(() => connection.closed, { timeoutMs: 60_000 });
  });
});
