import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterOutlet } from '@angular/router';
import { Going } from './core/going';
import { texts } from './core/texts';
import { ThemeStore } from './core/theme.store';

@Component({
  selector: 'bank-root',
  imports: [MatProgressBar, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (going.to() !== null) {
      <mat-progress-bar mode="indeterminate" [attr.aria-label]="t.loading" data-testid="going" />
    }
    <router-outlet />`,
  styles: `
    mat-progress-bar {
      position: fixed;
      z-index: 60;
      inset: 0 0 auto;
    }
  `,
})
export class App {
  protected readonly going = inject(Going);
  protected readonly t = texts;

  constructor() {
    inject(ThemeStore);
  }
}
