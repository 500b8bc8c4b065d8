import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pod } from '../stack/pods';
import { close, listen } from '../stack/ports';
import type { Wire } from '../stack/wires/wire';

/**
 * Lets a suite in any language bring about what no request does, by a POST:
 *
 * - `/pods/1/end`, `/pods/2/end`: the pod is told to end, as a rollout would.
 * - `/commits/lose`: the next COMMIT is done, and the connection breaks before the pod hears of it.
 */
export class Levers {
  private readonly server: Server;

  private constructor(
    private readonly pods: readonly Pod[],
    private readonly wire: Wire,
  ) {
    this.server = createServer(({ method, url = '' }, response) => {
      const done = method === 'POST' && this.pull(url);
      response.writeHead(done ? 202 : 404).end();
    });
  }

  static async start(pods: readonly Pod[], wire: Wire): Promise<Levers> {
    const levers = new Levers(pods, wire);
    await listen(levers.server, 0);
    return levers;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  stop(): Promise<void> {
    return close(this.server);
  }

  private pull(path: string): boolean {
    const pod = this.pods[Number(/^\/pods\/(\d)\/end$/.exec(path)?.[1]) - 1];
    if (path === '/commits/lose') this.wire.loseCommit();
    else if (pod) pod.send('SIGTERM');
    else return false;
    return true;
  }
}
