import { BatchQueue } from './batch-queue';

function queueOf(count: number, bounds: Partial<ConstructorParameters<typeof BatchQueue>[0]> = {}) {
  const queue = new BatchQueue<{ n: number; deadlineMs: number; size: number }>({
    queueMax: 4096,
    batchMax: 256,
    ...bounds,
  });
  for (let n = 1; n <= count; n++) queue.add({ n, deadlineMs: n * 10, size: 1 });
  return queue;
}

const numbers = (items: { n: number }[]): number[] => items.map(({ n }) => n);

describe('the queue of a batcher', () => {
  it('is taken in order of arrival', () => {
    const queue = queueOf(3);
    expect(numbers(queue.takeBatch())).toEqual([1, 2, 3]);
    expect(queue.isEmpty).toBe(true);
  });

  it('is taken by halves when it is long, and whole when it is short', () => {
    const queue = queueOf(200);
    expect([1, 2, 3, 4].map(() => queue.takeBatch().length)).toEqual([100, 50, 32, 18]);
  });

  it('gives no more at once than TRANSFER_BATCH_MAX', () => {
    const queue = queueOf(25, { batchMax: 10 });
    expect([1, 2, 3].map(() => queue.takeBatch().length)).toEqual([10, 10, 5]);
  });

  it('counts and takes as a whole what belongs together', () => {
    const queue = queueOf(2, { queueMax: 6, batchMax: 4 });
    queue.add({ n: 3, deadlineMs: 30, size: 3 });
    expect([queue.size, queue.isFull]).toEqual([5, false]);
    queue.add({ n: 4, deadlineMs: 40, size: 9 });
    expect([queue.size, queue.isFull]).toEqual([14, true]);
    queue.add({ n: 5, deadlineMs: 50, size: 1 });
    expect([1, 2, 3, 4].map(() => numbers(queue.takeBatch()))).toEqual([[1, 2], [3], [4], [5]]);
    expect(queue.size).toBe(0);
  });

  it('is full at its bound', () => {
    const queue = queueOf(1, { queueMax: 2 });
    expect(queue.isFull).toBe(false);
    queue.add({ n: 2, deadlineMs: 20, size: 1 });
    expect(queue.isFull).toBe(true);
    queue.takeBatch();
    expect(queue.isFull).toBe(false);
  });

  it.each([
    [9, [], 10],
    [10, [1], 20],
    [25, [1, 2], 30],
    [99, [1, 2, 3], undefined],
  ])('gives up at %i ms those that waited too long, and tells the next deadline', (nowMs, late, nextMs) => {
    const queue = queueOf(3);
    expect(numbers(queue.takeLate(nowMs))).toEqual(late);
    expect(queue.firstDeadlineMs).toBe(nextMs);
  });
});
