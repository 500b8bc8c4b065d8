import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { errorCode, StackError } from './stack-error';

// Below the range from which systems take the local ports of outgoing connections. A server on a port of that range can
// find it occupied when it restarts: a client that keeps trying to reach it may be given that very port as its own.
const lowest = 20_000;
const highest = 32_000;

const LOOPBACK = '127.0.0.1';

/** A port on the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    const server = await listen(createServer(), port).catch(() => undefined);
    if (server) {
      await close(server);
      return port;
    }
  }
  throw new StackError(`No free port found between ${String(lowest)} and ${String(highest)}.`);
}

/** Occupies a port until its real owner starts, so that two runs cannot both believe it theirs. */
export async function holdPort(port: number, host = LOOPBACK): Promise<() => Promise<void>> {
  const server = createServer((_request, response) => {
    response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '2', refresh: '2', connection: 'close' });
    response.end('The bank is starting. This page reloads by itself.\n');
  });
  try {
    await listen(server, port, host);
  } catch (error) {
    if (errorCode(error) === 'EADDRNOTAVAIL') throw new StackError(`HOST=${host} is no address of this machine.`);
    const why = errorCode(error) === 'EADDRINUSE' ? 'taken' : 'not to be had';
    throw new StackError(`Port ${String(port)} is ${why}: choose another, for example --port ${String(port + 10)}.`);
  }
  return () => close(server);
}

const connections = new WeakMap<Server, Set<Socket>>();

export function listen(server: Server, port: number, host = LOOPBACK): Promise<Server> {
  const sockets = new Set<Socket>();
  connections.set(server, sockets);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** Stops listening and cuts all connections, web sockets too. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const socket of connections.get(server) ?? []) socket.destroy();
  });
}

/** Whether somebody accepts connections there, within a second. */
export function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const answer = (value: boolean) => () => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false));
  });
}
