import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

/** What a list says when there is nothing in it. */
@Component({
  selector: 'bank-empty',
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<mat-icon [svgIcon]="icon()" />
    <p class="heading">{{ heading() }}</p>
    @if (hint()) {
      <p class="soft small">{{ hint() }}</p>
    }
    <ng-content />`,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: 0.375rem;
      padding: 2rem 1rem;
      text-align: center;
    }

    mat-icon {
      width: 2.75rem;
      height: 2.75rem;
      padding: 0.625rem;
      margin-bottom: 0.25rem;
      border-radius: 50%;
      background: var(--bank-well);
      color: var(--bank-ink-soft);
    }

    .heading {
      font-weight: 550;
    }
  `,
})
export class Empty {
  readonly icon = input('list');
  readonly heading = input.required<string>();
  readonly hint = input('');
}
