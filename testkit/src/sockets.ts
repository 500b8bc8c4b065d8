import { deepEqual } from 'node:assert/strict';
import { io, type Socket } from 'socket.io-client';
import type {
  ConnectProblem,
  NotificationPush,
  ServerToClientEvents,
  SocketAuth,
} from '../../backend/src/realtime/realtime.events';
import { BASE_URL, type TestUser } from './bank';
import { expectDeclaredMessage } from './contract';
import { until, type UntilOptions } from './until';

type EventName = keyof ServerToClientEvents;
export type Payload<E extends EventName> = Parameters<ServerToClientEvents[E]>[0];
type Recorded = { [E in EventName]: { event: E; payload: Payload<E> } }[EventName];
type ClientSocket = Socket<ServerToClientEvents, Record<string, never>>;

const open = new Set<TestSocket>();

/** A user's socket that remembers everything it was sent, in order, over all its connections. */
export class TestSocket {
  readonly events: Recorded[] = [];
  /** Why the connection was lost, each time. */
  readonly disconnects: string[] = [];
  readonly refusals: ConnectProblem[] = [];
  /** What came that asyncapi.json does not declare. */
  private readonly undeclared: Error[] = [];

  constructor(readonly client: ClientSocket) {
    open.add(this);
    client.onAny((event: EventName, payload: unknown) => {
      this.hold(event, payload);
      this.events.push({ event, payload } as Recorded);
    });
    client.on('disconnect', (reason) => this.disconnects.push(reason));
    client.on('connect_error', (error) => {
      const { data } = error as Error & { data?: ConnectProblem };
      if (!data) return;
      this.hold('connect-error', data);
      this.refusals.push(data);
    });
  }

  /** Everything of one event that came so far; fails when anything came that is not as declared. */
  all<E extends EventName>(event: E): Payload<E>[] {
    const [undeclared] = this.undeclared;
    if (undeclared) throw undeclared;
    return this.events.flatMap((recorded) => (recorded.event === event ? [recorded.payload as Payload<E>] : []));
  }

  /** The first of an event that came or comes and fits. */
  one<E extends EventName>(
    event: E,
    fits: (payload: Payload<E>) => boolean = () => true,
    options: UntilOptions = {},
  ): Promise<Payload<E>> {
    return until(() => this.all(event).find(fits), options);
  }

  /** The push about a transfer. */
  transfer(transferId: string, options: UntilOptions = {}): Promise<NotificationPush> {
    return this.one('notification', ({ data }) => 'transferId' in data && data.transferId === transferId, options);
  }

  /** Kept until somebody looks, since nobody hears what a listener throws. */
  private hold(message: string, payload: unknown): void {
    try {
      expectDeclaredMessage(message, payload);
    } catch (error) {
      this.undeclared.push(error as Error);
    }
  }

  close(): void {
    open.delete(this);
    this.client.disconnect();
  }
}

/** Opens a socket and waits for its first `ready`. */
export async function openSocket(user: Pick<TestUser, 'sessionId'>, url = BASE_URL): Promise<TestSocket> {
  const socket = new TestSocket(connect({ sessionId: user.sessionId }, url));
  await until(() => {
    const [refusal] = socket.refusals;
    if (refusal) throw new Error(`The socket was refused: ${refusal.code}, ${refusal.detail}`);
    return socket.all('ready').length > 0;
  });
  return socket;
}

/** Tries to open a socket that will be refused, and answers why it was. */
export async function refusedSocket(auth: Partial<SocketAuth> | object, url = BASE_URL): Promise<ConnectProblem> {
  const socket = new TestSocket(connect(auth, url));
  const refusal = await until(() => socket.refusals[0]);
  expectDeclaredMessage('connect-error', refusal);
  deepEqual(socket.events, []);
  return refusal;
}

/** For `afterEach`: closes whatever a test left open. */
export function closeSockets(): void {
  for (const socket of open) socket.close();
}

function connect(auth: object, url: string): ClientSocket {
  return io(url, {
    transports: ['websocket'],
    auth,
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
  });
}
