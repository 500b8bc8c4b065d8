import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { Connection } from '../core/connection';
import { Health } from '../core/health';
import { texts } from '../core/texts';
import { formatSpan } from '../ui/moments';

/** Younger than this it needs no telling. */
const OLD_MS = 5000;

/** Whether what one sees is up to date, by which pod, and how old it is if not. */
@Component({
  selector: 'bank-connection-chip',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    '[class.dismissed]': 'dismissed()',
    '(document:keydown.escape)': 'dismissed.set(true)',
    '(pointerenter)': 'dismissed.set(false)',
    '(focusin)': 'dismissed.set(false)',
  },
  template: `<span
      class="chip"
      tabindex="0"
      data-testid="connection"
      aria-describedby="connection-hint"
      [class]="state()"
      ><span class="dot"></span><span role="status">{{ label() }}</span>
      @if (detail()) {
        <span class="detail" translate="no">{{ detail() }}</span>
      }
    </span>
    <span class="hint" id="connection-hint" role="tooltip">{{ hint() }}</span>`,
  styles: `
    :host {
      position: relative;
    }

    .hint {
      position: absolute;
      top: calc(100% + 0.5rem);
      inset-inline-end: 0;
      width: max-content;
      max-width: min(16rem, 60vw);
      padding: 0.375rem 0.625rem;
      border: 1px solid transparent;
      border-radius: 8px;
      background: var(--mat-sys-inverse-surface);
      color: var(--mat-sys-inverse-on-surface);
      font-size: 0.8125rem;
      line-height: 1.4;
      visibility: hidden;
      opacity: 0;
      transition: opacity var(--bank-quick);
    }

    /* Between the two, so that one can point from one to the other. */
    .hint::before {
      position: absolute;
      inset: -0.5rem 0 100%;
      content: '';
    }

    :host(:not(.dismissed)) :is(.chip:is(:hover, :focus) + .hint, .hint:hover) {
      visibility: visible;
      opacity: 1;
    }

    .chip {
      display: inline-flex;
      align-items: center;
      gap: 0.5rem;
      padding: 0.375rem 0.75rem;
      border-radius: 2rem;
      color: var(--bank-ink-soft);
      font-size: 0.8125rem;
      font-weight: 550;
      white-space: nowrap;
    }

    .dot {
      flex: none;
      width: 0.5625rem;
      height: 0.5625rem;
      border-radius: 50%;
      background: var(--bank-line-strong);
    }

    .detail {
      font-weight: 400;
      font-variant-numeric: tabular-nums;
    }

    .live .dot {
      background: #1f9d63;
    }

    .delayed,
    .degraded,
    .offline {
      background: var(--bank-warn-soft);
      color: var(--bank-warn);
    }

    .delayed .dot {
      background: var(--bank-warn);
      animation: breathe 0.9s ease-in-out infinite alternate;
    }

    .degraded .dot {
      background: var(--bank-warn);
      border-radius: 1px;
    }

    .offline .dot {
      background: transparent;
      border: 2px solid var(--bank-warn);
    }

    @media (max-width: 599px) {
      .live .detail {
        display: none;
      }

      .chip {
        gap: 0.375rem;
        padding-inline: 0.5rem;
      }
    }

    @media (forced-colors: active) {
      .chip {
        border: 1px solid;
      }

      .dot {
        border: 2px solid CanvasText;
        background: Canvas;
        forced-color-adjust: none;
      }

      .live .dot,
      .delayed .dot,
      .degraded .dot {
        background: CanvasText;
      }
    }
  `,
})
export class ConnectionChip {
  private readonly connection = inject(Connection);
  private readonly health = inject(Health);
  private readonly now = signal(Date.now());

  /** The hint, for as long as one stays. */
  protected readonly dismissed = signal(false);

  protected readonly state = this.connection.state;
  protected readonly label = computed(() => texts.connection[this.state()]);
  /** The pod while all is well, else how old the last answer is. */
  protected readonly detail = computed(() => (this.state() === 'live' ? this.connection.pod() : this.age()));
  protected readonly hint = computed(() => {
    const state = this.state();
    const away = state === 'offline' && this.connection.online();
    const words = away ? texts.connectionHint.away : texts.connectionHint[state];
    const pod = this.connection.pod();
    const age = this.age();
    const more = state === 'live' ? pod && texts.servedBy(pod) : age && texts.lastAnswer(age);
    return more ? `${words} ${more}` : words;
  });
  private readonly age = computed(() => {
    const at = this.health.lastAnswerAt();
    const ageMs = at === null ? 0 : this.now() - at;
    return ageMs < OLD_MS ? '' : formatSpan(ageMs);
  });

  constructor() {
    const timer = setInterval(() => this.now.set(Date.now()), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
