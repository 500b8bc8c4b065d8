import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { formatMoney, moneyParts } from './money';

const DURATION_MS = 190;

/** A large amount of money that runs to its new value when it changes. Screen readers get the value itself. */
@Component({
  selector: 'bank-figure',
  host: { translate: 'no', '[style.--characters]': 'length()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span class="unseen" data-testid="figure">{{ exact() }}</span>
    <span class="run" aria-hidden="true">
      @for (part of parts(); track $index) {
        <span [class.fraction]="part.fraction">{{ part.text }}</span>
      }
    </span>`,
  styles: `
    :host {
      position: relative;
      display: block;
      container-type: inline-size;
      font-variant-numeric: tabular-nums;
      letter-spacing: -0.035em;
      white-space: nowrap;
    }

    /* A number that does not fit shrinks: cut, it would read as another number. */
    .run {
      font-size: min(1em, 100cqi / (var(--characters) * 0.54));
    }

    .fraction {
      font-size: 0.56em;
      letter-spacing: -0.02em;
      opacity: 0.78;
    }
  `,
})
export class Figure {
  readonly amount = input.required<number>();
  readonly currency = input.required<string>();

  private readonly shown = signal<number | null>(null);
  private frame = 0;

  protected readonly exact = computed(() => formatMoney(this.amount(), this.currency()));
  protected readonly parts = computed(() => moneyParts(this.shown() ?? this.amount(), this.currency()));

  protected readonly length = computed(() => String(this.exact().length));

  constructor() {
    effect(() => {
      const target = this.amount();
      untracked(() => this.run(target));
    });
    inject(DestroyRef).onDestroy(() => cancelAnimationFrame(this.frame));
  }

  private run(target: number): void {
    cancelAnimationFrame(this.frame);
    const start = this.shown();
    if (start === null || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.shown.set(target);
      return;
    }
    const begin = performance.now();
    const step = (now: number): void => {
      const progress = Math.min(1, (now - begin) / DURATION_MS);
      const eased = 1 - (1 - progress) ** 3;
      this.shown.set(progress === 1 ? target : Math.round(start + (target - start) * eased));
      if (progress < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }
}
