import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Server, ServerOptions } from 'socket.io';
import { DomainError } from '../platform/errors/domain-error';
import { PROBLEMS } from '../platform/errors/problem-codes';
import { Failures } from '../platform/errors/problem.filter';
import { Shutdown } from '../platform/lifecycle/shutdown';
import { Metrics } from '../platform/observability/metrics';
import { PodBus } from '../platform/redis/pod-bus';
import { SessionStore } from '../sessions/session.store';
import type { ActiveSession } from '../sessions/sessions.types';
import { ConnectionLimits } from './connection-limits';
import { type BankServer, type BankSocket, OpenSockets } from './open-sockets';
import { PresenceWatch } from './presence-watch';
import { PresenceService } from './presence.service';
import { ReadySnapshots } from './ready-snapshots';
import type { ConnectProblem } from './realtime.events';
import { SessionWatch } from './session-watch';
import { SocketMovesService } from './socket-moves.service';

/** A client sends nothing but its handshake, so little is accepted. */
const RECEIVED_MAX_BYTES = 4096;
/** A connection that has not said who it is by then is closed. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Sockets of one user on one pod: tabs and devices, not a leak. */
const SOCKETS_PER_USER = 20;
/** Steps in which the sockets of a pod that ends are closed, and the mean pause between them: clients spread as they come back. */
const CLOSING_STEPS = 10;
const CLOSING_PAUSE_MS = 100;
/** What a client has to confirm the end of its connection. */
const CLOSING_PATIENCE_MS = 1000;

/**
 * socket.io as the bank runs it: websocket only, so that no sticky sessions are needed. It knows the sockets of this pod
 * only; what concerns those of others the pods tell each other.
 */
export class BankIoAdapter extends IoAdapter {
  override createIOServer(port: number, options?: Partial<ServerOptions>): Server {
    return super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      serveClient: false,
      // What is not for sockets is answered as HTTP.
      destroyUpgrade: false,
      maxHttpBufferSize: RECEIVED_MAX_BYTES,
      connectTimeout: HANDSHAKE_TIMEOUT_MS,
    }) as Server;
  }
}

/** The door of the socket: who comes in, what is set up for them, and what is cleared away when they leave. */
@Injectable()
@WebSocketGateway()
export class RealtimeGateway
  implements OnModuleInit, OnGatewayInit<BankServer>, OnGatewayConnection<BankSocket>, OnGatewayDisconnect<BankSocket>
{
  private readonly logger = new Logger(RealtimeGateway.name);

  constructor(
    private readonly store: SessionStore,
    private readonly sockets: OpenSockets,
    private readonly limits: ConnectionLimits,
    private readonly bus: PodBus,
    private readonly sessions: SessionWatch,
    private readonly presence: PresenceService,
    private readonly watch: PresenceWatch,
    private readonly snapshots: ReadySnapshots,
    private readonly moves: SocketMovesService,
    private readonly failures: Failures,
    private readonly shutdown: Shutdown,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('bank_sockets', 'Sockets open', () => this.sockets.size);
    this.shutdown.onCloseSockets(() => this.closeAll());
    this.bus.restored.subscribe(() => void this.catchUp());
  }

  afterInit(server: BankServer): void {
    this.sockets.attach(server);
    server.engine.on('connection', (connection: BankSocket['conn']) => {
      this.limits.watch(connection);
    });
    server.use((socket, next) => {
      this.admit(socket).then(
        () => {
          next();
        },
        (error: unknown) => {
          next(this.refusal(error));
          // Once it was told; it could wait for nothing on it.
          setImmediate(() => {
            socket.conn.close();
          });
        },
      );
    });
  }

  handleConnection(socket: BankSocket): void {
    const { userId, hash } = socket.data.session;
    void this.presence.changed(userId);
    // It may have ended since the handshake looked at it; from now on its end reaches this socket.
    void this.sessions.check(hash).then(() => {
      if (socket.connected) this.snapshots.request(userId, socket.id);
    });
  }

  handleDisconnect(socket: BankSocket): void {
    const { userId } = socket.data.session;
    // A client may leave and keep the connection, which nobody would count any more.
    socket.conn.close();
    void this.presence.changed(userId);
    if (!this.sockets.has(userId)) this.watch.end(userId);
  }

  private async admit(socket: BankSocket): Promise<void> {
    if (this.shutdown.socketsClosed) {
      socket.conn.close();
      throw new DomainError('dependency_unavailable', 'This pod takes no connections right now; connect again.', {
        retryAfterSeconds: 1,
      });
    }
    const session = await this.authenticate(socket);
    // Counted and let in without a pause in between, in which others of the same user could pass.
    if (this.sockets.countOf(session.userId) >= SOCKETS_PER_USER)
      throw new DomainError('too_many_requests', 'You have too many connections open; close some.', {
        retryAfterSeconds: 30,
      });
    this.sockets.add(socket, session);
    this.limits.admitted(socket.conn);
  }

  private async authenticate({ conn, handshake }: BankSocket): Promise<ActiveSession> {
    this.limits.check(conn);
    const { sessionId } = handshake.auth as Partial<Record<string, unknown>>;
    const session = typeof sessionId === 'string' ? await this.store.find(sessionId) : null;
    if (session) return session;
    this.limits.refusedTo(conn);
    throw new DomainError(
      'unauthenticated',
      typeof sessionId === 'string' && sessionId !== ''
        ? this.store.refusalOf(sessionId)
        : 'Send auth: { sessionId } in the handshake.',
    );
  }

  /** What socket.io hands to the client as `connect_error`. */
  private refusal(error: unknown): Error & { data: ConnectProblem } {
    const failure = this.failures.of(error);
    if (failure.code === 'internal') this.logger.error(error);
    const { code, message, retryAfterSeconds } = failure;
    const data = {
      code,
      ...PROBLEMS[code],
      detail: message,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
    return Object.assign(new Error(message), { data });
  }

  /** What other pods said while Redis was away did not come through, and Redis may have lost who is here. */
  private async catchUp(): Promise<void> {
    this.logger.log('The connection to the other pods is back: all sockets get a snapshot');
    this.sessions.checkAll();
    await this.presence.register().catch((error: unknown) => {
      // Messages can be back before everything else is; the next heartbeat registers everybody.
      this.logger.warn(`Who is here waits for the next heartbeat: ${(error as Error).message}`);
    });
    await this.snapshots.requestAll();
  }

  /**
   * Closes the connections only, without a word: clients take it for a lost connection and come back, to another pod.
   * Connections to clients that are not there any more would stay half closed; they are cut.
   */
  private async closeAll(): Promise<void> {
    const follow = await this.moves.announce(!this.shutdown.shuttingDown);
    const sockets = this.sockets.all();
    const step = Math.ceil(sockets.length / CLOSING_STEPS);
    for (let from = 0; from < sockets.length; from += step) {
      for (const socket of sockets.slice(from, from + step)) socket.conn.close();
      await delay(CLOSING_PAUSE_MS * (0.5 + Math.random()));
    }
    const connections = sockets.map((socket) => socket.conn.request.socket);
    const deadline = performance.now() + CLOSING_PATIENCE_MS;
    while (connections.some(({ destroyed }) => !destroyed) && performance.now() < deadline)
      await delay(CLOSING_PAUSE_MS);
    for (const connection of connections) connection.destroy();
    if (!this.shutdown.shuttingDown) void follow();
  }
}
