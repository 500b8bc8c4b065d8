import { computed, inject, Injectable, signal } from '@angular/core';
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
import { basePath } from './base-path';
import { Health } from './health';
import { type Ended, SessionStore } from './session.store';

/**
 * What may be believed of what is shown:
 * - `live`: the bank answers, and tells of everything at once
 * - `delayed`: it answers, but late, or changes are only noticed by asking
 * - `degraded`: it answers, but a part of it fails
 * - `offline`: nothing comes back, or this device has no network
 */
export type ConnectionState = 'connecting' | 'live' | 'delayed' | 'degraded' | 'offline';

type BankSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 5000;
/** A proxy that allows no sockets may say nothing at all; until then it counts as on its way. */
const OPEN_MAX_MS = 4000;
/** The pod's beat comes every few seconds: a socket that says nothing for so long is dead, whatever the browser thinks. */
const SILENT_MAX_MS = 12_000;
/** A socket that was out of sight for longer may be dead without a sign; a new one is sure. */
const TRUSTED_HIDDEN_MS = 5000;

/** The page's one socket to the bank. It comes back by itself; only the end of the session ends it. */
@Injectable({ providedIn: 'root' })
export class Connection {
  private readonly session = inject(SessionStore);
  private readonly health = inject(Health);
  private readonly wire = signal<'opening' | 'open' | 'lost'>('opening');
  private readonly network = signal(navigator.onLine);
  private readonly servedBy = signal<string | null>(null);
  private socket: BankSocket | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private hiddenAt = 0;
  /** The session id that the socket was opened with. */
  private sentId: string | null = null;
  /** Tells a connection attempt that was overtaken by `close` or another `open`. */
  private attempt = 0;

  readonly state = computed<ConnectionState>(() => {
    const reach = this.health.reach();
    if (!this.network() || reach === 'silent') return 'offline';
    if (reach === 'failing') return 'degraded';
    if (this.wire() === 'open') return this.health.slow() ? 'delayed' : 'live';
    return this.wire() === 'lost' || this.health.slow() ? 'delayed' : 'connecting';
  });
  /** Whether this device has a network, as far as it knows. */
  readonly online = this.network.asReadonly();
  /** The pod at the other end. */
  readonly pod = this.servedBy.asReadonly();
  /** Comes before the state turns `live`, or again while it is; `again` after pushes may have been missed. */
  readonly ready = new Subject<Ready & { again: boolean }>();
  readonly pushed = new Subject<NotificationPush>();
  readonly presence = new Subject<Presence>();
  /** The socket was lost, or may have been: worth asking how the bank is. */
  readonly doubted = new Subject<void>();

  constructor() {
    addEventListener('offline', () => this.network.set(false));
    addEventListener('online', () => {
      this.network.set(true);
      this.hurry();
      this.health.restored();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.hiddenAt = Date.now();
      else if (Date.now() - this.hiddenAt > TRUSTED_HIDDEN_MS || !this.socket?.connected) this.hurry();
      else this.doubted.next();
    });
  }

  async open(): Promise<void> {
    this.close();
    const attempt = ++this.attempt;
    const { io } = await import('socket.io-client').catch(() => ({ io: undefined }));
    if (attempt !== this.attempt) return;
    if (!io) {
      // The part of the page that connects could not be loaded; the heartbeat says when it may be.
      this.wire.set('lost');
      this.retry = setTimeout(() => void this.open(), RETRY_MAX_MS);
      return;
    }
    this.socket = io({
      path: `${basePath()}/socket.io`,
      transports: ['websocket'],
      auth: (send) => {
        this.sentId = this.session.id();
        send({ sessionId: this.sentId ?? '' });
      },
      reconnectionDelay: RETRY_MIN_MS,
      reconnectionDelayMax: RETRY_MAX_MS,
    });
    this.listen(this.socket);
    this.patience = setTimeout(() => {
      if (this.wire() === 'opening') this.wire.set('lost');
    }, OPEN_MAX_MS);
  }

  close(): void {
    this.attempt++;
    clearTimeout(this.retry);
    clearTimeout(this.patience);
    clearTimeout(this.silence);
    this.socket?.disconnect();
    this.socket = undefined;
    this.servedBy.set(null);
    this.wire.set('opening');
  }

  /** Leaves a socket that may be dead, and connects anew without a pause. */
  hurry(): void {
    const { socket } = this;
    this.doubted.next();
    if (!socket) return;
    this.lost();
    socket.disconnect();
    socket.connect();
  }

  private listen(socket: BankSocket): void {
    socket.onAny(() => this.heard());
    socket.on('ready', (ready) => {
      this.servedBy.set(ready.pod);
      this.ready.next({ ...ready, again: this.wire() === 'lost' });
      this.wire.set('open');
      this.health.answered();
    });
    socket.on('notification', (pushed) => this.pushed.next(pushed));
    socket.on('presence', (presence) => this.presence.next(presence));
    // An id that another one replaced, which this tab never hears of, was given up in another tab or by somebody else.
    socket.on('session-ended', ({ reason }) => void this.refused(reason === 'replaced' ? 'password-changed' : reason));
    socket.on('disconnect', () => this.lost());
    socket.on('connect_error', (error) => {
      const { data } = error as Error & { data?: Partial<ConnectProblem> };
      if (data?.code === 'unauthenticated') void this.refused('expired');
      else this.lost();
    });
  }

  /** The session ended, or goes on under another id, and the socket with it. */
  private async refused(how: Ended): Promise<void> {
    if (await this.session.refused(this.sentId, how)) this.hurry();
  }

  private heard(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      if (this.wire() === 'open') this.hurry();
    }, SILENT_MAX_MS);
  }

  /** Says so, and sees to it that it is tried again: socket.io does not after the server closed or refused a socket. */
  private lost(): void {
    const { socket } = this;
    if (!socket) return;
    const before = this.wire();
    this.wire.set('lost');
    if (before === 'open') this.doubted.next();
    if (socket.active) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => socket.connect(), RETRY_MIN_MS + Math.random() * RETRY_MIN_MS);
  }
}
