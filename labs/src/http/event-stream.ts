import type { FastifyReply, FastifyRequest } from 'fastify';

const HEARTBEAT_MS = 10_000;

/** Server-sent events to one page: the state now, then each new one, until either side ends it. */
export class EventStream<State> {
  private ended = false;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(
    request: FastifyRequest,
    private readonly reply: FastifyReply,
    onEnd: () => void,
  ) {
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would gather events otherwise.
      'x-accel-buffering': 'no',
    });
    this.heartbeat = setInterval(() => reply.raw.write(':\n\n'), HEARTBEAT_MS).unref();
    request.raw.socket.once('close', () => {
      clearInterval(this.heartbeat);
      this.ended = true;
      onEnd();
    });
  }

  /** A reader that is too slow for it misses this one; the next holds everything again. */
  send(state: State): void {
    if (this.ended || this.reply.raw.writableNeedDrain) return;
    this.write(state);
  }

  /** The last state, which is not left out. */
  finish(state: State): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.heartbeat);
    this.write(state);
    this.reply.raw.end();
  }

  private write(state: State): void {
    this.reply.raw.write(`data: ${JSON.stringify(state)}\n\n`);
  }
}
