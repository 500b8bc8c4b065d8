// Runs in a pod beside the bank, sent there by load-pod.ts: customers who pay one merchant, one payment after the other, each
// with its key and repeated with it until it is answered, while the merchant listens. Told what to do, and asked how it went,
// over a port of the pod's own loopback. Imports nothing but Node's own modules and types.
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Counts, Ending } from './report';

const [base = ''] = process.argv.slice(2);
const CONTROL_PORT = 9000;
const PAYERS = 8;
const TRIES = 60;
const PAUSE_MS = 500;
const PATIENCE_MS = 60_000;
/** Answers that say: ask again. */
const AGAIN = [429, 502, 503, 504];

interface Inbox {
  items: { data: { transferId?: string } }[];
  next: string | null;
}

interface Ask {
  session?: string;
  body?: object;
  key?: string;
}

/** What Node 22 and newer have, of which the backend's image has one; the types of Node 20 do not know it. */
interface Socket {
  send(text: string): void;
  addEventListener(event: 'message', listener: (message: { data: unknown }) => void): void;
  addEventListener(event: 'close', listener: () => void): void;
}
declare const WebSocket: new (url: string) => Socket;

let phase: Counts = { answered: 0, repeated: 0, failed: [] };
let stopping = false;
/** Transfers answered with 201. */
const posted = new Set<string>();
/** Transfers that the merchant heard of over the socket. */
const pushed = new Set<string>();

class Refused extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`${String(status)} ${text}`);
  }
}

async function call<T>(method: string, path: string, { session, body, key }: Ask = {}): Promise<T> {
  const response = await fetch(`${base}/api${path}`, {
    method,
    headers: {
      ...(session !== undefined && { authorization: `Bearer ${session}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Refused(response.status, text);
  return JSON.parse(text) as T;
}

/** Sends until it is answered, or refused for good; undefined then. */
async function send<T>(method: string, path: string, options: Ask): Promise<T | undefined> {
  let reason = '';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const answer = await call<T>(method, path, options);
      phase.answered += 1;
      return answer;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      reason = String(cause);
      if (error instanceof Refused && !AGAIN.includes(error.status)) break;
      phase.repeated += 1;
      await delay(PAUSE_MS);
    }
  }
  phase.failed.push(`${method} ${path}: ${reason}`);
  return undefined;
}

async function register(role: string): Promise<{ username: string; session: string }> {
  const username = `${role}-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  const body = { username, password, displayName: role };
  const { sessionId } = await call<{ sessionId: string }>('POST', '/register', { body });
  return { username, session: sessionId };
}

async function balance(session: string): Promise<number> {
  return (await call<{ balance: number }>('GET', '/balance', { session })).balance;
}

async function payAll(session: string, merchant: string): Promise<void> {
  while (!stopping) {
    const body = { to: merchant, amount: 1 };
    const transfer = await send<{ id: string }>('POST', '/transfer', { session, body, key: randomUUID() });
    if (transfer) posted.add(transfer.id);
    await send('GET', '/balance', { session });
  }
}

/** Hears of payments; a socket that breaks is opened anew, as the page does. */
function listen(session: string): void {
  const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
  socket.addEventListener('message', ({ data }) => {
    const frame = String(data);
    if (frame.startsWith('0')) socket.send(`40${JSON.stringify({ sessionId: session })}`);
    else if (frame === '2') socket.send('3');
    else if (frame.startsWith('42')) {
      const [name, payload] = JSON.parse(frame.slice(2)) as [string, Inbox['items'][number]];
      if (name === 'notification' && payload.data.transferId) pushed.add(payload.data.transferId);
    }
  });
  socket.addEventListener('close', () => {
    if (!stopping)
      setTimeout(() => {
        listen(session);
      }, PAUSE_MS);
  });
}

/** Takes out of `missing` what the merchant's inbox holds. */
async function readInbox(session: string, missing: Set<string>): Promise<void> {
  let cursor = '';
  while (missing.size > 0) {
    const inbox = await call<Inbox>('GET', `/notifications?limit=100${cursor}`, { session });
    for (const { data } of inbox.items) missing.delete(data.transferId ?? '');
    if (inbox.next === null) return;
    cursor = `&cursor=${encodeURIComponent(inbox.next)}`;
  }
}

/** How many were paid and never told, neither over the socket nor in the inbox. */
async function countLost(session: string): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const missing = new Set([...posted].filter((id) => !pushed.has(id)));
    await readInbox(session, missing);
    if (missing.size === 0 || Date.now() > deadline) return missing.size;
    await delay(PAUSE_MS);
  }
}

async function main(): Promise<void> {
  const merchant = await register('merchant');
  const grant = await balance(merchant.session);
  const payers = await Promise.all(Array.from({ length: PAYERS }, () => register('payer')));
  listen(merchant.session);
  const paying = Promise.all(payers.map(({ session }) => payAll(session, merchant.username)));

  function nextPhase(): Promise<Counts> {
    const ended = phase;
    phase = { answered: 0, repeated: 0, failed: [] };
    return Promise.resolve(ended);
  }
  async function stop(): Promise<Ending> {
    stopping = true;
    await paying;
    return {
      ...phase,
      posted: posted.size,
      received: (await balance(merchant.session)) - grant,
      pushed: pushed.size,
      lost: await countLost(merchant.session),
      proof: await call<Ending['proof']>('GET', '/ledger/integrity', { session: merchant.session }),
    };
  }
  createServer((request, answer) => {
    const asked: Promise<object> = request.url === '/stop' ? stop() : nextPhase();
    void asked
      .catch((error: unknown) => ({ error: String(error) }))
      .then((result) => {
        answer.end(JSON.stringify(result));
      });
  }).listen(CONTROL_PORT, '127.0.0.1', () => {
    console.log('paying');
  });
}

void main();
