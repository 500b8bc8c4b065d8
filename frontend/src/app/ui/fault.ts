import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { texts } from '../core/texts';

/** What a part of the page says when it could not be loaded. */
@Component({
  selector: 'bank-fault',
  imports: [MatButton, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'alert' },
  template: `<mat-icon svgIcon="alert" />
    <p>{{ message() }}</p>
    <button matButton="tonal" type="button" [disabled]="busy()" (click)="retry.emit()">
      {{ busy() ? t.retrying : t.retry }}
    </button>`,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: 0.75rem;
      padding: 1.75rem 1rem;
      text-align: center;
    }

    mat-icon {
      color: var(--bank-error);
    }
  `,
})
export class Fault {
  readonly message = input.required<string>();
  /** Whether it is being tried again. */
  readonly busy = input(false);
  readonly retry = output();

  protected readonly t = texts;
}
