import { Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { together } from './together';

let source: Subject<number>;
let batches: number[][];

beforeEach(() => {
  vi.useFakeTimers();
  source = new Subject();
  batches = [];
});

afterEach(() => vi.useRealTimers());

describe('events that come together', () => {
  it('are handed on one by one while they are rare', () => {
    source.pipe(together(100)).subscribe((batch) => batches.push(batch));
    source.next(1);
    expect(batches).toEqual([[1]]);
    vi.advanceTimersByTime(100);
    source.next(2);
    expect(batches).toEqual([[1], [2]]);
  });

  it('are handed on together while they are many, none lost and in order', () => {
    source.pipe(together(100)).subscribe((batch) => batches.push(batch));
    for (const value of [1, 2, 3]) source.next(value);
    expect(batches).toEqual([[1]]);
    vi.advanceTimersByTime(100);
    source.next(4);
    vi.advanceTimersByTime(100);
    expect(batches).toEqual([[1], [2, 3], [4]]);
  });

  it('are not handed on after the end', () => {
    const subscription = source.pipe(together(100)).subscribe((batch) => batches.push(batch));
    source.next(1);
    source.next(2);
    subscription.unsubscribe();
    vi.advanceTimersByTime(1000);
    expect(batches).toEqual([[1]]);
  });
});
