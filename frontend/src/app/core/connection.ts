import { inject, Injectable, signal } from '@angular/core';
import { Subject } from 'rxjs';
import type { Socket } from 'socket.io-client';
import type {
  ClientToServerEvents,
  ConnectProblem,
  NotificationPush,
  Presence,
  Ready,
  ServerToClientEvents,
} from '@banking-demo/realtime';
import { SessionStore } from './session.store';

/** `live` only once the bank's snapshot came: until then what is shown may be behind. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline';

type BankSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 5000;

/** The page's one socket to the bank. It comes back by itself; only the end of the session ends it. */
@Injectable({ providedIn: 'root' })
export class Connection {
  private readonly session = inject(SessionStore);
  private readonly current = signal<ConnectionState>('connecting');
  private readonly servedBy = signal<string | null>(null);
  private socket: BankSocket | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  /** Tells a connection attempt that was overtaken by `close` or another `open`. */
  private attempt = 0;

  readonly state = this.current.asReadonly();
  /** The pod at the other end. */
  readonly pod = this.servedBy.asReadonly();
  /** Comes before the state turns `live`, or again while it is. */
  readonly ready = new Subject<Ready>();
  readonly pushed = new Subject<NotificationPush>();
  readonly presence = new Subject<Presence>();

  constructor() {
    addEventListener('offline', () => this.lost());
    // A socket from before may still look alive; a new one is sure.
    addEventListener('online', () => this.hurry());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && !this.socket?.connected) this.hurry();
    });
  }

  async open(): Promise<void> {
    this.close();
    const attempt = ++this.attempt;
    const { io } = await import('socket.io-client');
    if (attempt !== this.attempt) return;
    this.socket = io({
      transports: ['websocket'],
      auth: (send) => send({ sessionId: this.session.id() ?? '' }),
      reconnectionDelay: RETRY_MIN_MS,
      reconnectionDelayMax: RETRY_MAX_MS,
    });
    this.listen(this.socket);
  }

  close(): void {
    this.attempt++;
    clearTimeout(this.retry);
    this.socket?.disconnect();
    this.socket = undefined;
    this.servedBy.set(null);
    this.current.set('connecting');
  }

  private listen(socket: BankSocket): void {
    socket.on('ready', (ready) => {
      this.servedBy.set(ready.pod);
      this.ready.next(ready);
      this.current.set('live');
    });
    socket.on('notification', (pushed) => this.pushed.next(pushed));
    socket.on('presence', (presence) => this.presence.next(presence));
    socket.on('session-ended', ({ reason }) => this.session.end(reason));
    socket.on('disconnect', () => this.lost());
    socket.on('connect_error', (error) => {
      const { data } = error as Error & { data?: Partial<ConnectProblem> };
      if (data?.code === 'unauthenticated') this.session.end('expired');
      else this.lost();
    });
  }

  /** Says so, and sees to it that it is tried again: socket.io does not after the server closed or refused a socket. */
  private lost(): void {
    const { socket } = this;
    if (!socket) return;
    this.current.set(navigator.onLine ? 'reconnecting' : 'offline');
    if (socket.active) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => socket.connect(), RETRY_MIN_MS + Math.random() * RETRY_MIN_MS);
  }

  private hurry(): void {
    const { socket } = this;
    if (!socket) return;
    this.lost();
    // Skips the rest of the pause between two attempts.
    socket.disconnect();
    socket.connect();
  }
}
