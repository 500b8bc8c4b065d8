import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';
import { PodLink } from './realtime/pod-link';

/** A client sends nothing but its handshake, so little is accepted. */
const RECEIVED_MAX_BYTES = 4096;
/** A connection that has not said who it is by then is closed. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** socket.io as the bank runs it: websocket only, so that no sticky sessions are needed, and pods joined by Redis. */
export class RedisIoAdapter extends IoAdapter {
  private readonly link: PodLink;

  constructor(app: INestApplicationContext) {
    super(app);
    this.link = app.get(PodLink);
  }

  override createIOServer(port: number, options?: Partial<ServerOptions>): Server {
    const server = super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: RECEIVED_MAX_BYTES,
      connectTimeout: HANDSHAKE_TIMEOUT_MS,
    }) as Server;
    const adapter = this.link.adapter();
    if (adapter) server.adapter(adapter);
    return server;
  }
}
