import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Disc } from './disc';
import type { IconName } from './icons';

/** What a list says when there is nothing in it. */
@Component({
  selector: 'bank-empty',
  imports: [Disc],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<bank-disc [icon]="icon()" />
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

    bank-disc {
      --disc-size: 2.75rem;
      margin-bottom: 0.25rem;
    }

    .heading {
      font-weight: 550;
    }
  `,
})
export class Empty {
  readonly icon = input<IconName>('list');
  readonly heading = input.required<string>();
  readonly hint = input('');
}
