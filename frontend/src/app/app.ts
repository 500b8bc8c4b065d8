import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { texts } from './core/texts';
import { ThemeStore } from './core/theme.store';

@Component({
  selector: 'bank-root',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<router-outlet />',
})
export class App {
  constructor() {
    inject(ThemeStore);
    document.documentElement.lang = texts.language;
  }
}
