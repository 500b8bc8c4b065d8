import { Observable, type OperatorFunction } from 'rxjs';

/** Hands on what comes: the first at once, and while more follow, what came within each pause together. */
export function together<T>(pauseMs: number): OperatorFunction<T, T[]> {
  return (source) =>
    new Observable((subscriber) => {
      let waiting: T[] = [];
      let timer: ReturnType<typeof setTimeout> | undefined;
      const flush = (): void => {
        timer = undefined;
        if (waiting.length === 0) return;
        const batch = waiting;
        waiting = [];
        timer = setTimeout(flush, pauseMs);
        subscriber.next(batch);
      };
      const subscription = source.subscribe((value) => {
        waiting.push(value);
        if (timer === undefined) flush();
      });
      return () => {
        clearTimeout(timer);
        subscription.unsubscribe();
      };
    });
}
