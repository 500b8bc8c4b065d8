import { Injectable } from '@angular/core';
import type { PreloadingStrategy, Route } from '@angular/router';
import { defer, EMPTY, from, type Observable, retry, switchMap, timer } from 'rxjs';

const RETRIES = 3;
const PAUSE_MS = 5000;

/** Fetches the screens one has not visited once the browser has nothing else to do, so that they open without the bank. */
@Injectable({ providedIn: 'root' })
export class PreloadWhenIdle implements PreloadingStrategy {
  preload(route: Route, load: () => Observable<unknown>): Observable<unknown> {
    if (route.data?.rare === true) return EMPTY;
    const persistent = defer(load).pipe(retry({ count: RETRIES, delay: () => timer(PAUSE_MS) }));
    return from(idle()).pipe(switchMap(() => persistent));
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 4000 });
    else setTimeout(resolve, 1000);
  });
}
