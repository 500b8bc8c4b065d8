import 'reflect-metadata';
import type { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import type { DataSource } from 'typeorm';
import { loadConfig } from '../config/config';
import type { PodEvents } from './pod-events';
import { PodRegistry } from './pod-registry';
import { Shutdown } from './shutdown';
import { Timers } from './clock';

describe('pods that start on one Redis', () => {
  let redis: Redis;
  let banks = 0;

  beforeEach(() => {
    redis = new RedisMock({ keyPrefix: `registry-${String(++banks)}:` });
  });

  afterEach(() => {
    redis.disconnect();
  });

  function configOf(POD_NAME: string): ReturnType<typeof loadConfig> {
    return loadConfig({ DATABASE_URL: 'postgres://localhost/unused', REDIS_URL: 'memory:', POD_NAME });
  }

  function podOf(database: string, name: string): PodRegistry {
    // What it answers to the one question that it is asked.
    const asked = { query: () => Promise.resolve([{ identity: database }]) } as unknown as DataSource;
    const nobody = { tell: () => Promise.resolve(), claim: () => Promise.resolve(false) } as unknown as PodEvents;
    return new PodRegistry(redis, new Timers(), asked, configOf(name), nobody, new Shutdown());
  }

  it.each([
    ['different names', 'pod-1', 'pod-2'],
    ['the same name', 'pod-1', 'pod-1'],
  ])('at the same moment, for two banks, with %s, are not both let in', async (_, one, another) => {
    const outcomes = await Promise.allSettled([
      podOf('left', one).onModuleInit(),
      podOf('right', another).onModuleInit(),
    ]);
    expect(outcomes.map(({ status }) => status)).toContain('rejected');
  });

  it('at the same moment, for one bank, are let in, and are alive once they serve', async () => {
    const pods = [podOf('left', 'pod-1'), podOf('left', 'pod-2')];
    await Promise.all(pods.map((pod) => pod.onModuleInit()));
    expect((await podOf('left', 'pod-3').pods()).map(({ name }) => name)).toEqual(['pod-3']);
  });

  it('leave nothing behind when they are refused', async () => {
    const [first, refused] = [podOf('left', 'pod-1'), podOf('right', 'pod-2')];
    await first.onModuleInit();
    await expect(refused.onModuleInit()).rejects.toThrow('another database');
    await podOf('left', 'pod-3').onModuleInit();
  });
});
