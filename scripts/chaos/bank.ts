import { join } from 'node:path';
import { createRunFolder, removeRunFolder } from '../stack/folders';
import { migrate, Pod } from '../stack/pods';
import { freePort } from '../stack/ports';
import { PostgresServer } from '../stack/postgres';
import { RedisServer } from '../stack/redis';
import type { Reporter } from '../stack/stack';
import { Wire } from '../stack/wires/wire';
import { PodClock } from './pod-clock';
import { SmallDisk } from './small-disk';

/** At most; it takes as much memory as is on it. */
const DISK_MEGABYTES = 4000;

/** What a pod is reached by, and what it reaches others by. */
export interface Wires {
  clients: Wire;
  postgres: Wire;
  redis: Wire;
}

/** A pod whose every connection can be made to fail, and whose clock to go wrong. */
export class WiredPod {
  constructor(
    readonly pod: Pod,
    readonly wires: Wires,
    readonly clock: PodClock | undefined,
  ) {}

  get name(): string {
    return this.pod.name;
  }

  /** Where clients reach it. */
  get url(): string {
    return this.wires.clients.url;
  }
}

export interface BankOptions {
  pods: number;
  /** Whether the database's disk can be filled up. */
  smallDisk: boolean;
  /** Whether the pods' clocks can go wrong. */
  clocks: boolean;
  report: Reporter;
}

/** Pods over one PostgreSQL and one Redis, with a wire wherever two of them talk. */
export class ChaosBank {
  readonly pods: WiredPod[] = [];

  private constructor(
    readonly folder: string,
    readonly disk: SmallDisk | undefined,
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
  ) {}

  static async start({ pods, smallDisk, clocks, report }: BankOptions): Promise<ChaosBank> {
    const folder = createRunFolder();
    const diskFolder = join(folder, 'postgres');
    const disk = smallDisk ? await SmallDisk.mount(diskFolder, DISK_MEGABYTES) : undefined;
    const [postgres, redis] = await report('Starting PostgreSQL and Redis', () =>
      Promise.all([PostgresServer.start({ folder: diskFolder }), RedisServer.start(folder)]),
    );
    const bank = new ChaosBank(folder, disk, postgres, redis);
    const databaseUrl = await postgres.createDatabase('bank');
    await report('Migrating the database', () => migrate(databaseUrl, folder));
    await report('Starting the pods', async () => {
      for (let number = 1; number <= pods; number++)
        bank.pods.push(await bank.startPod(`pod-${String(number)}`, databaseUrl, clocks));
    });
    return bank;
  }

  /** Ends all faults of the network. */
  heal(): void {
    for (const { wires } of this.pods) for (const wire of Object.values<Wire>({ ...wires })) wire.heal();
  }

  async stop(): Promise<void> {
    await Promise.all(this.pods.map(({ pod }) => pod.stop()));
    for (const { wires } of this.pods) for (const wire of Object.values<Wire>({ ...wires })) wire.close();
    await Promise.all([this.postgres.stop(), this.redis.stop()]);
    await this.disk?.unmount();
    removeRunFolder(this.folder);
  }

  private async startPod(name: string, databaseUrl: string, clocked: boolean): Promise<WiredPod> {
    const port = await freePort();
    const wires = {
      clients: await Wire.to(`http://127.0.0.1:${String(port)}`),
      postgres: await Wire.to(databaseUrl),
      redis: await Wire.to(this.redis.url),
    };
    const clock = clocked ? PodClock.at(join(this.folder, `${name}.clock`)) : undefined;
    const pod = await Pod.start({
      name,
      port,
      databaseUrl: wires.postgres.url,
      redisUrl: wires.redis.url,
      folder: this.folder,
      env: { RATE_LIMITS: 'relaxed', LOG_LEVEL: 'warn', ...clock?.env },
    });
    return new WiredPod(pod, wires, clock);
  }
}
