import type { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import type { Config } from '../platform/config/config';
import { newId } from '../platform/database/uuid';
import { BatchesService } from './batches.service';

const EVER = new Date(0);
const ASKED_AT = new Date(Date.now() - 15_000);
let prefixes = 0;
/** Each batch later than the one before. */
let clockMs = Date.now() - 10_000;

function openRedis(): Redis {
  return new RedisMock({ keyPrefix: `batches-${String(++prefixes)}:` });
}

function serviceOf(redis: Redis, podName = 'pod-1'): BatchesService {
  return new BatchesService(redis, { podName } as Config);
}

/** Notes batches of some size one after another, and waits until all of them are written down. */
async function note(batches: BatchesService, count: number, size: number): Promise<string[]> {
  const transferIds = Array.from({ length: count }, () => Array.from({ length: size }, () => newId()));
  for (const ids of transferIds) batches.note({ transferIds: ids, committedAt: new Date(clockMs++), durationMs: 5 });
  const last = transferIds.at(-1)?.at(-1) ?? '';
  while ((await batches.of(last, new Date(clockMs - 1))) === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return transferIds.flat();
}

describe('the latest batches', () => {
  it('are told by every pod, the newest first, each with its number', async () => {
    const redis = openRedis();
    const pods = [serviceOf(redis, 'pod-1'), serviceOf(redis, 'pod-2')];
    for (const pod of pods) await note(pod, 3, 2);
    for (const pod of pods) {
      const found = await pod.since(EVER, 100);
      expect(found.map((batch) => [batch.pod, batch.number, batch.transfers]).sort()).toEqual([
        ['pod-1', 1, 2],
        ['pod-1', 2, 2],
        ['pod-1', 3, 2],
        ['pod-2', 1, 2],
        ['pod-2', 2, 2],
        ['pod-2', 3, 2],
      ]);
      expect(await pod.since(EVER, 2)).toEqual(found.slice(0, 2));
      expect(await pod.since(new Date(Date.now() + 1000), 100)).toEqual([]);
    }
  });

  it('know the place of each transfer that is remembered, and forget the oldest', async () => {
    const batches = serviceOf(openRedis());
    const first = await note(batches, 100, 250);
    expect(await batches.of(first[251] ?? '', ASKED_AT)).toMatchObject({ number: 2, place: 2, transfers: 250 });
    await note(batches, 150, 250);
    expect(await batches.of(first[251] ?? '', ASKED_AT)).toBeNull();
    expect(await batches.of(first.at(-1) ?? '', ASKED_AT)).toMatchObject({ number: 100, place: 250 });
    expect(await batches.of(newId(), ASKED_AT)).toBeNull();
  });

  it('are two thousand of a pod at most', async () => {
    const redis = openRedis();
    const batches = serviceOf(redis);
    await note(batches, 1500, 1);
    await note(batches, 1500, 1);
    expect(await redis.zcard('batches:pod-1')).toBe(2000);
    expect(await redis.ttl('batches:pod-1')).toBeGreaterThan(0);
  });

  it('are noted in no time, and never fail, with a Redis that does not answer', async () => {
    const redis = openRedis();
    jest.spyOn(redis, 'zadd').mockRejectedValue(new Error('Command timed out'));
    const batches = serviceOf(redis);
    batches.note({ transferIds: [newId()], committedAt: new Date(), durationMs: 5 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await batches.since(EVER, 100)).toEqual([]);
  });
});
