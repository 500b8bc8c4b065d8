import { effect, Injectable, signal } from '@angular/core';
import { keptInBrowser } from './storage';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'bank.theme';

/** Light, dark, or as the system is set; remembered in this browser. */
@Injectable({ providedIn: 'root' })
export class ThemeStore {
  private readonly chosen = signal<Theme>(remembered());
  readonly theme = this.chosen.asReadonly();

  constructor() {
    effect(() => {
      const theme = this.chosen();
      const { dataset } = document.documentElement;
      if (theme === 'system') delete dataset.theme;
      else dataset.theme = theme;
    });
  }

  choose(theme: Theme): void {
    keptInBrowser.set(KEY, theme);
    this.chosen.set(theme);
  }
}

function remembered(): Theme {
  const value = keptInBrowser.get(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}
