import { inject, Injectable, signal } from '@angular/core';
import {
  NavigationCancel,
  NavigationEnd,
  NavigationError,
  NavigationSkipped,
  NavigationStart,
  Router,
} from '@angular/router';

/** Sooner than this one notices no wait. */
const NOTICED_MS = 150;

/** Where one is on the way to, once that takes so long that it should be seen: the part for it may still have to load. */
@Injectable({ providedIn: 'root' })
export class Going {
  private readonly path = signal<string | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Without its query; null while one is where one is. */
  readonly to = this.path.asReadonly();

  constructor() {
    inject(Router).events.subscribe((event) => {
      if (event instanceof NavigationStart) this.started(event.url.replace(/[?#].*$/, ''));
      else if (
        event instanceof NavigationEnd ||
        event instanceof NavigationCancel ||
        event instanceof NavigationError ||
        event instanceof NavigationSkipped
      )
        this.ended();
    });
  }

  private started(path: string): void {
    this.ended();
    this.timer = setTimeout(() => this.path.set(path), NOTICED_MS);
  }

  private ended(): void {
    clearTimeout(this.timer);
    this.path.set(null);
  }
}
