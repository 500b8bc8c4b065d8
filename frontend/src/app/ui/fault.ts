import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';

/** What a part of the page says when it could not be loaded. */
@Component({
  selector: 'bank-fault',
  imports: [MatButton, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'alert' },
  template: `<mat-icon svgIcon="alert" />
    <p>{{ message() }}</p>
    <button matButton="tonal" type="button" (click)="retry.emit()">{{ retryLabel() }}</button>`,
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
  readonly retryLabel = input.required<string>();
  readonly retry = output();
}
