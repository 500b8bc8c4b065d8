// Walks through the bank as two new customers would: register, log in, transfer, and see the notification arrive over
// the socket. Runs in `helm test` and against any address: node smoke.mjs http://localhost:8080
import { randomBytes, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

const [address = 'http://localhost:8080'] = process.argv.slice(2);
/** Without a slash at its end; a bank may live below a path. */
const base = address.replace(/\/+$/, '');
const TIMEOUT_MS = 30_000;
const PAUSE_MS = 500;

/** Node 22 and newer have WebSocket; before it the server's own package serves. */
const WebSocketClass = globalThis.WebSocket ?? createRequire(`${process.cwd()}/`)('ws');

function check(condition, message) {
  if (!condition) throw new Error(message);
}

async function call(method, path, { session, body, headers } = {}) {
  const response = await fetch(`${base}/api${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(session && { authorization: `Bearer ${session}` }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  check(response.ok, `${method} /api${path} answered ${response.status}: ${text}`);
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function register(role) {
  const username = `${role}-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  const { body } = await call('POST', '/register', { body: { username, password, displayName: `Smoke test ${role}` } });
  return { username, password, session: body.sessionId };
}

/** Opens a socket and hands each of its events to `onEvent`; speaks the few frames of Engine.IO 4 that this needs. */
function listen(session, onEvent, onFailure) {
  const url = new URL(`${base}/socket.io/?EIO=4&transport=websocket`);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocketClass(url);
  socket.addEventListener('error', () => onFailure(new Error(`the socket to ${url} failed`)));
  socket.addEventListener('close', () => onFailure(new Error(`the socket to ${url} was closed`)));
  socket.addEventListener('message', ({ data }) => {
    const frame = String(data);
    if (frame.startsWith('0')) socket.send(`40${JSON.stringify({ sessionId: session })}`);
    else if (frame === '2') socket.send('3');
    else if (frame.startsWith('44')) onFailure(new Error(`the socket was refused: ${frame.slice(2)}`));
    else if (frame.startsWith('42')) onEvent(...JSON.parse(frame.slice(2)));
  });
  return socket;
}

/** Resolves with the notification of the transfer that `pay` makes once the socket is ready. */
function receive(session, pay) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(new Error('no notification came within 30 seconds')), TIMEOUT_MS);
    const arrived = [];
    let transfer;
    const socket = listen(session, onEvent, fail);

    function finish(settle, value) {
      clearTimeout(timer);
      socket.close();
      settle(value);
    }
    function fail(error) {
      finish(reject, error);
    }
    /** The push may overtake the answer to the request that caused it. */
    function match() {
      const found = arrived.find((notification) => notification.data?.transferId === transfer?.id);
      if (transfer !== undefined && found !== undefined) finish(resolve, { transfer, notification: found });
    }
    async function start() {
      transfer = await pay();
      match();
    }
    function onEvent(name, payload) {
      if (name === 'ready' && transfer === undefined) start().catch(fail);
      if (name === 'notification') arrived.push(payload);
      match();
    }
  });
}

/**
 * Waits until the bank can be asked at all. A pod that has just started may not be known yet to those who enforce network
 * policies: its connections are refused, or lead nowhere, for some seconds.
 */
async function reachable() {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const failure = await fetch(`${base}/api/openapi.json`, { signal: AbortSignal.timeout(5000) }).then(
      (answer) => (answer.status < 500 ? undefined : new Error(`${base} answered ${answer.status}`)),
      (error) => error,
    );
    if (failure === undefined) return;
    if (Date.now() > deadline) throw failure;
    await delay(PAUSE_MS);
  }
}

async function main() {
  await reachable();
  const payer = await register('payer');
  const payee = await register('payee');
  console.log('ok - two customers registered');

  const login = await call('POST', '/login', { body: { username: payee.username, password: payee.password } });
  console.log('ok - logged in');

  const before = await call('GET', '/balance', { session: login.body.sessionId });
  const key = randomUUID();
  const pay = async () => {
    const body = { to: payee.username, amount: 1234, memo: 'smoke test' };
    const answer = await call('POST', '/transfer', {
      session: payer.session,
      body,
      headers: { 'idempotency-key': key },
    });
    check(answer.status === 201, `the transfer answered ${answer.status}, not 201`);
    return answer.body;
  };
  const { transfer, notification } = await receive(login.body.sessionId, pay);
  check(notification.data.amount === 1234, `the notification speaks of ${notification.data.amount}, not 1234`);
  console.log(`ok - transfer ${transfer.id} posted and its notification arrived`);

  const again = await pay();
  check(again.id === transfer.id, 'the same Idempotency-Key paid twice');
  const after = await call('GET', '/balance', { session: login.body.sessionId });
  check(
    after.body.balance === before.body.balance + 1234,
    `the balance went from ${before.body.balance} to ${after.body.balance}`,
  );
  console.log('ok - a repeated request paid once');

  await call('POST', '/logout', { session: login.body.sessionId });
  console.log(`the bank at ${base} works`);
}

main().catch((error) => {
  console.error(`not ok - ${error.message}${error.cause ? ` (${error.cause.message ?? error.cause.code})` : ''}`);
  process.exitCode = 1;
});
