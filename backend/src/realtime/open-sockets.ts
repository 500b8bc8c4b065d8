import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import { Timers } from '../platform/lifecycle/clock';
import type { ActiveSession } from '../sessions/sessions.types';
import type { ClientToServerEvents, ServerToClientEvents, SessionEnd } from './realtime.events';

export interface SocketData {
  session: ActiveSession;
  /** Packets that wait in this process for the client to read. */
  unsent: number;
}

export type BankServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type BankSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

/** A client that is so many packets behind, each below a kilobyte, starts anew. */
const UNSENT_MAX = 256;
const BEAT_EVERY_MS = 5000;
const USER = 'user:';
const SESSION = 'session:';

export function userRoom(userId: string): string {
  return `${USER}${userId}`;
}

function sessionRoom(hash: string): string {
  return `${SESSION}${hash}`;
}

/**
 * The sockets open on this pod, in socket.io's rooms: each is in that of its user and that of its session. Every page is
 * told again and again that its connection lives; clients that do not listen are parted from.
 */
@Injectable()
export class OpenSockets implements OnApplicationBootstrap {
  private server: BankServer | undefined;

  constructor(private readonly timers: Timers) {}

  onApplicationBootstrap(): void {
    this.timers.every(BEAT_EVERY_MS, () => {
      this.dropLaggards();
      this.beat();
    });
  }

  attach(server: BankServer): void {
    this.server = server;
  }

  get size(): number {
    return this.server?.sockets.sockets.size ?? 0;
  }

  /** Ids of the users with a socket here. */
  users(): string[] {
    return this.names(USER);
  }

  /** Hashes of the sessions with a socket here. */
  sessions(): string[] {
    return this.names(SESSION);
  }

  has(userId: string): boolean {
    return this.members(userRoom(userId)) > 0;
  }

  hasSession(hash: string): boolean {
    return this.members(sessionRoom(hash)) > 0;
  }

  countOf(userId: string): number {
    return this.members(userRoom(userId));
  }

  /** Counts a socket as its user's. socket.io takes it out again when it is closed or was not let in after all. */
  add(socket: BankSocket, session: ActiveSession): void {
    socket.data.session = session;
    socket.data.unsent = 0;
    void socket.join([userRoom(session.userId), sessionRoom(session.hash)]);
    socket.conn.on('packetCreate', () => (socket.data.unsent += 1));
    socket.conn.on('flush', () => (socket.data.unsent = 0));
  }

  /** Sends to those of this pod only: each pod serves its own. A room is a user's or one socket's id. */
  emit<E extends keyof ServerToClientEvents>(
    room: string,
    event: E,
    ...payload: Parameters<ServerToClientEvents[E]>
  ): void {
    this.server?.to(room).emit(event, ...payload);
  }

  /** Tells the sockets of a session that it is over and closes them. */
  endSession(hash: string, reason: SessionEnd['reason']): void {
    if (!this.hasSession(hash)) return;
    this.emit(sessionRoom(hash), 'session-ended', { reason });
    this.server?.in(sessionRoom(hash)).disconnectSockets(true);
  }

  all(): BankSocket[] {
    return [...(this.server?.sockets.sockets.values() ?? [])];
  }

  /** Cuts off clients that do not read what they are sent: they come back and catch up. */
  private dropLaggards(): void {
    for (const socket of this.all()) if (socket.data.unsent > UNSENT_MAX) socket.conn.close(true);
  }

  /** To all of this pod; to those who are behind already, not. */
  private beat(): void {
    this.server?.volatile.emit('beat', { at: new Date().toISOString() });
  }

  private members(room: string): number {
    return this.server?.sockets.adapter.rooms.get(room)?.size ?? 0;
  }

  private names(kind: string): string[] {
    const rooms = [...(this.server?.sockets.adapter.rooms.keys() ?? [])];
    return rooms.flatMap((room) => (room.startsWith(kind) ? room.slice(kind.length) : []));
  }
}
