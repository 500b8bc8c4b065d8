import { Injectable } from '@nestjs/common';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { ActiveSession } from '../../sessions/sessions.types';
import type { ClientToServerEvents, ServerToClientEvents } from '../realtime.events';

export interface SocketData {
  session: ActiveSession;
}

export type BankServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type BankSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

/** Packets that wait in this process for a client to read; each is below a kilobyte. A client this far behind starts anew. */
const BACKLOG_MAX = 256;

export function userRoom(userId: string): string {
  return `user:${userId}`;
}

export function sessionRoom(hash: string): string {
  return `session:${hash}`;
}

/** The sockets open on this pod, by user and by session. */
@Injectable()
export class OpenSockets {
  private server: BankServer | undefined;
  private readonly byUser = new Map<string, Set<BankSocket>>();
  private readonly bySession = new Map<string, Set<BankSocket>>();
  private total = 0;

  attach(server: BankServer): void {
    this.server = server;
  }

  get size(): number {
    return this.total;
  }

  get userCount(): number {
    return this.byUser.size;
  }

  users(): string[] {
    return [...this.byUser.keys()];
  }

  /** Hashes of the sessions that have a socket here. */
  sessions(): string[] {
    return [...this.bySession.keys()];
  }

  has(userId: string): boolean {
    return this.byUser.has(userId);
  }

  hasSession(hash: string): boolean {
    return this.bySession.has(hash);
  }

  countOf(userId: string): number {
    return this.byUser.get(userId)?.size ?? 0;
  }

  /** Returns whether it is the user's first one here. */
  add(socket: BankSocket): boolean {
    const { userId, hash } = socket.data.session;
    void socket.join([userRoom(userId), sessionRoom(hash)]);
    this.total += 1;
    addTo(this.bySession, hash, socket);
    return addTo(this.byUser, userId, socket) === 1;
  }

  /** Returns whether it was the user's last one here. */
  remove(socket: BankSocket): boolean {
    const { userId, hash } = socket.data.session;
    if (!this.byUser.get(userId)?.has(socket)) return false;
    this.total -= 1;
    removeFrom(this.bySession, hash, socket);
    return removeFrom(this.byUser, userId, socket) === 0;
  }

  /** Sends to those of this pod only: each pod serves its own. A room is a user's, a session's or one socket's id. */
  emit<E extends keyof ServerToClientEvents>(
    room: string,
    event: E,
    ...payload: Parameters<ServerToClientEvents[E]>
  ): void {
    this.server?.local.to(room).emit(event, ...payload);
  }

  /** Tells the sockets of a session that it is over and closes them. */
  endSession(hash: string, reason: Parameters<ServerToClientEvents['session-ended']>[0]['reason']): void {
    if (!this.bySession.has(hash)) return;
    this.emit(sessionRoom(hash), 'session-ended', { reason });
    this.server?.local.in(sessionRoom(hash)).disconnectSockets(true);
  }

  /** Cuts off clients that do not read what they are sent: they come back and catch up. */
  dropLaggards(): void {
    for (const sockets of this.byUser.values())
      for (const socket of sockets) if (backlogOf(socket) > BACKLOG_MAX) socket.conn.close(true);
  }

  all(): BankSocket[] {
    return [...this.byUser.values()].flatMap((sockets) => [...sockets]);
  }
}

/** What engine.io holds back while the connection takes nothing; it tells nobody, so this looks at its own list. */
function backlogOf(socket: BankSocket): number {
  return (socket.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
}

function addTo(index: Map<string, Set<BankSocket>>, key: string, socket: BankSocket): number {
  const sockets = index.get(key) ?? new Set();
  index.set(key, sockets.add(socket));
  return sockets.size;
}

function removeFrom(index: Map<string, Set<BankSocket>>, key: string, socket: BankSocket): number {
  const sockets = index.get(key);
  sockets?.delete(socket);
  if (sockets?.size === 0) index.delete(key);
  return sockets?.size ?? 0;
}
