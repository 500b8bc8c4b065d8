import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { IconName } from './icons';

/** An icon on a round ground. */
@Component({
  selector: 'bank-disc',
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': 'tone()' },
  template: `<mat-icon [svgIcon]="icon()" />`,
  styles: `
    :host {
      display: grid;
      flex: none;
      place-items: center;
      width: var(--disc-size, 2.5rem);
      height: var(--disc-size, 2.5rem);
      border-radius: 50%;
      background: var(--bank-well);
      color: var(--bank-ink-soft);
    }

    mat-icon {
      width: calc(var(--disc-size, 2.5rem) * 0.55);
      height: calc(var(--disc-size, 2.5rem) * 0.55);
    }

    :host(.accent) {
      background: var(--bank-accent-soft);
      color: var(--bank-accent);
    }

    :host(.warn) {
      background: var(--bank-warn-soft);
      color: var(--bank-warn);
    }

    :host(.error) {
      background: var(--bank-error-soft);
      color: var(--bank-error);
    }

    :host(.dashed) {
      border: 1px dashed var(--bank-line-strong);
      background: transparent;
    }

    @media (forced-colors: active) {
      :host {
        border: 1px solid;
      }
    }
  `,
})
export class Disc {
  readonly icon = input.required<IconName>();
  readonly tone = input<'plain' | 'accent' | 'warn' | 'error' | 'dashed'>('plain');
}
