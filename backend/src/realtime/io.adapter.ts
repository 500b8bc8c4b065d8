import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';

/** A client sends nothing but its handshake, so little is accepted. */
const RECEIVED_MAX_BYTES = 4096;
/** A connection that has not said who it is by then is closed. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

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
