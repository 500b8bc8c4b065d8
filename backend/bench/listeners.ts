import { io, type Socket } from 'socket.io-client';
import type { ServerToClientEvents } from '../src/realtime/realtime.events';
import type { Customer } from './customers';

const AT_ONCE = 50;
const PATIENCE_MS = 30_000;
/** Marks the transfers whose push is timed. */
export const TIMED_MEMO = 'timed';

/** Customers who listen, all on one pod. */
export class Listeners {
  private readonly sockets: Socket<ServerToClientEvents>[] = [];
  private readonly arrivals = new Map<string, number>();
  private readonly waiting = new Map<string, (arrivedMs: number) => void>();

  constructor(private readonly url: string) {}

  /** Opens a socket for each customer; resolves once all are told where their accounts stand. */
  async open(customers: readonly Customer[]): Promise<void> {
    const queue = [...customers];
    const worker = async (): Promise<void> => {
      for (let next = queue.pop(); next; next = queue.pop()) this.sockets.push(await this.connect(next.sessionId));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** When the receiver's push of a transfer came, by this process's clock. */
  async arrival(transferId: string): Promise<number> {
    const arrived = this.arrivals.get(transferId);
    if (arrived !== undefined) return arrived;
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        reject(new Error(`No push of transfer ${transferId} within ${String(PATIENCE_MS / 1000)} s`));
      }, PATIENCE_MS);
      this.waiting.set(transferId, (at) => {
        clearTimeout(patience);
        resolve(at);
      });
    });
  }

  close(): void {
    for (const socket of this.sockets) socket.disconnect();
  }

  private connect(sessionId: string): Promise<Socket<ServerToClientEvents>> {
    const socket: Socket<ServerToClientEvents> = io(this.url, {
      transports: ['websocket'],
      auth: { sessionId },
      forceNew: true,
      reconnection: false,
      timeout: PATIENCE_MS,
    });
    socket.on('notification', ({ kind, data }) => {
      if (kind !== 'transfer.received' || !('memo' in data) || data.memo !== TIMED_MEMO) return;
      const now = performance.now();
      this.arrivals.set(data.transferId, now);
      this.waiting.get(data.transferId)?.(now);
      this.waiting.delete(data.transferId);
    });
    return new Promise((resolve, reject) => {
      socket.once('ready', () => {
        resolve(socket);
      });
      socket.once('connect_error', reject);
    });
  }
}
