import { Redis } from 'ioredis';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { nth, registerUser } from '@banking-demo/testkit/bank';
import { paid } from '@banking-demo/testkit/payments';
import { closeSockets, openSocket } from '@banking-demo/testkit/sockets';
import { until } from '@banking-demo/testkit/until';

let stack: Stack<PrivateServers>;
let admin: Redis;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'warn' } });
  admin = new Redis(stack.servers.redis.url);
});

afterEach(closeSockets);
afterAll(() => {
  admin.disconnect();
});
afterAll(() => stack.stop());

describe('messages between pods that are back while Redis still refuses all else of presence', () => {
  it('do not end the pod: sockets get a snapshot, and presence waits for its next turn', async () => {
    const pod = nth(stack.pods, 0);
    const [payer, payee] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
    const socket = await openSocket(payee, pod.url);
    await admin.call('ACL', 'SETUSER', 'default', '-multi');
    try {
      expect(Number(await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub'))).toBeGreaterThan(0);
      await until(() => pod.exit !== undefined || socket.all('ready').length > 1, { timeoutMs: 20_000 });
      expect(pod.exit).toBeUndefined();
    } finally {
      await admin.call('ACL', 'SETUSER', 'default', '+multi');
    }
    const { id } = await paid(payer.api, { to: payee.username, amount: 1 });
    await socket.transfer(id);
    expect(socket.disconnects).toEqual([]);
  });
});
