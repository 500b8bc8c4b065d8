import { computed, DestroyRef, effect, inject, linkedSignal, resource, type Signal, untracked } from '@angular/core';
import { Health } from './health';
import { Failure } from './problem';

/** Something of the bank that is shown: what is known of it, and whether more is on its way or could not be had. */
export interface Loaded<T> {
  /** What came last; kept while it is loaded anew and when that fails. Null before, and after the question changed. */
  readonly value: Signal<T | null>;
  /** Why the last try failed; null while one is under way for the first time, and after success. */
  readonly failure: Signal<Failure | null>;
  readonly loading: Signal<boolean>;
  reload(): void;
}

/** One that this part of the page asked for, and may change by what it hears otherwise. */
export interface LoadedRef<T> extends Loaded<T> {
  /** Changes what is shown; without effect before anything is there. */
  update(change: (value: T) => T): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

export interface LoadedOptions<T, P> {
  /** The question; undefined asks nothing. Compared by content. A change gives up what is under way and drops the value. */
  params: () => P | undefined;
  load: (params: P, signal: AbortSignal) => Promise<T>;
  /** Asks again after each such pause, while the page is visible. */
  everyMs?: number;
}

/**
 * The one way in which the page loads: it gives up what is no longer wanted, keeps the previous value, carries the
 * problem, and tries again by itself when the bank is back.
 */
export function loaded<T, P>({ params, load, everyMs }: LoadedOptions<T, P>): LoadedRef<T> {
  const health = inject(Health);
  const question = computed(params, { equal: sameContent });
  const source = resource<T, P | undefined>({
    params: question,
    loader: async ({ params: asked, abortSignal }) => {
      try {
        return await load(asked, abortSignal);
      } catch (error) {
        throw Failure.from(error);
      }
    },
  });
  const held = linkedSignal<{ asked: P | undefined; snapshot: ReturnType<typeof source.snapshot> }, Held<T, P>>({
    source: () => ({ asked: question(), snapshot: source.snapshot() }),
    computation: ({ asked, snapshot }, previous) => {
      const { status } = snapshot;
      if (status === 'resolved' || status === 'local') return { asked, value: snapshot.value as T };
      if (previous?.value.asked === asked && previous && previous.value.value !== null) return previous.value;
      return { asked, value: status === 'reloading' ? (snapshot.value ?? null) : null };
    },
  });
  // Looked at always, not only when it is drawn: a value that nobody saw is kept, too.
  effect(() => void held());
  const failure = linkedSignal<ReturnType<typeof source.snapshot>, Failure | null>({
    source: source.snapshot,
    computation: (snapshot, previous) => {
      if (snapshot.status === 'error') return Failure.from(snapshot.error);
      return snapshot.status === 'reloading' ? (previous?.value ?? null) : null;
    },
  });
  const waiting: (() => void)[] = [];
  effect(() => {
    if (!source.isLoading()) for (const resolve of waiting.splice(0)) resolve();
  });
  effect(() => {
    if (health.returns() > 0) untracked(() => (failure() ? source.reload() : undefined));
  });
  if (everyMs !== undefined) repeat(everyMs, () => source.reload());
  return {
    value: computed(() => held().value),
    failure: failure.asReadonly(),
    loading: source.isLoading,
    reload: () => void source.reload(),
    // Beside the source: to set that would give up what is under way.
    update: (change) => held.update(({ asked, value }) => ({ asked, value: value === null ? null : change(value) })),
    settled: () => (untracked(source.isLoading) ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
  };
}

interface Held<T, P> {
  asked: P | undefined;
  value: T | null;
}

function repeat(everyMs: number, task: () => void): void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') task();
  }, everyMs);
  const seen = (): void => {
    if (document.visibilityState === 'visible') task();
  };
  document.addEventListener('visibilitychange', seen);
  inject(DestroyRef).onDestroy(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', seen);
  });
}

function sameContent(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
