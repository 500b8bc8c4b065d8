import { Injectable } from '@angular/core';
import type { PreloadingStrategy, Route } from '@angular/router';
import { defer, EMPTY, from, type Observable, type ObservableInput, retry, switchMap, timer } from 'rxjs';

const RETRIES = 3;
const PAUSE_MS = 5000;
/** After everything the document names is there: what the screen itself asks for goes first, also on a slow network. */
const FIRST_SCREEN_MS = 3000;

/** Fetches the parts one has not needed yet once the browser has nothing else to do, so that they open without the bank. */
@Injectable({ providedIn: 'root' })
export class PreloadWhenIdle implements PreloadingStrategy {
  private readonly firstScreen = documentLoaded().then(() => pause(FIRST_SCREEN_MS));

  preload(route: Route, load: () => Observable<unknown>): Observable<unknown> {
    return route.data?.rare === true ? EMPTY : this.ahead(load);
  }

  /** Loads a part that is no screen of its own. */
  ahead(load: () => ObservableInput<unknown>): Observable<unknown> {
    const persistent = defer(load).pipe(retry({ count: RETRIES, delay: () => timer(PAUSE_MS) }));
    return from(this.firstScreen.then(idle)).pipe(switchMap(() => persistent));
  }
}

function documentLoaded(): Promise<void> {
  if (document.readyState === 'complete') return Promise.resolve();
  return new Promise((resolve) => addEventListener('load', () => resolve(), { once: true }));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 4000 });
    else setTimeout(resolve, 1000);
  });
}
