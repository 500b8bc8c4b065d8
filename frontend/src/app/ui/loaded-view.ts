import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { explain } from '../core/explain';
import type { Loaded } from '../core/loaded';
import type { Failure } from '../core/problem';
import { texts } from '../core/texts';
import { Fault } from './fault';

/**
 * Draws what is loaded as exactly one of: a skeleton, a fault with a way to try again, the `<bank-empty>` that stands in
 * it, or its content. Content that could not be loaded anew stays, and says so. What measures itself has to wait, in its own
 * `@if`, until the value is there: content is made before it is drawn.
 */
@Component({
  selector: 'bank-loaded',
  imports: [Fault, MatButton, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': "shown() === 'skeleton'", '[attr.data-shown]': 'shown()' },
  template: `@switch (shown()) {
    @case ('skeleton') {
      @for (line of lineNumbers(); track line) {
        <span class="skeleton"></span>
      }
    }
    @case ('fault') {
      <bank-fault [message]="message()" [busy]="of().loading()" (retry)="of().reload()" />
    }
    @case ('empty') {
      <ng-content select="bank-empty" />
    }
    @case ('content') {
      @if (of().failure()) {
        <p class="notice warn small" role="alert">
          <mat-icon svgIcon="clock" /><span>{{ t.stale }} {{ message() }}</span>
          <button matButton type="button" [disabled]="of().loading()" (click)="of().reload()">{{ t.retry }}</button>
        </p>
      }
      <ng-content />
    }
  }`,
  styles: `
    :host {
      display: block;
    }

    .skeleton {
      height: var(--skeleton-height, 3rem);
      margin: var(--skeleton-margin, 0.75rem 0);
    }

    .notice {
      align-items: center;
      margin-bottom: 0.75rem;

      span {
        flex: 1;
      }
    }
  `,
})
export class LoadedView {
  readonly of = input.required<Loaded<unknown>>();
  /** Whether what was loaded is nothing. */
  readonly empty = input(false);
  /** How many lines the skeleton has. */
  readonly lines = input(3);
  /** Says what went wrong, where the page's usual words would not fit. */
  readonly says = input<(failure: Failure) => string>(explain);

  protected readonly t = texts;
  protected readonly shown = computed<'skeleton' | 'fault' | 'empty' | 'content'>(() => {
    const { value, failure } = this.of();
    if (value() !== null) return this.empty() ? 'empty' : 'content';
    return failure() === null ? 'skeleton' : 'fault';
  });
  protected readonly message = computed(() => {
    const failure = this.of().failure();
    return failure ? this.says()(failure) : '';
  });
  protected readonly lineNumbers = computed(() => Array.from({ length: this.lines() }, (_, index) => index));
}
