import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { Connection } from '../core/connection';
import { texts } from '../core/texts';

/** Whether what one sees is up to date: live, reconnecting or offline. */
@Component({
  selector: 'bank-connection-chip',
  imports: [MatTooltip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span
    class="chip"
    role="status"
    tabindex="0"
    data-testid="connection"
    [class]="state()"
    [matTooltip]="hint()"
    ><span class="dot"></span>{{ label() }}</span
  >`,
  styles: `
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
      width: 0.5625rem;
      height: 0.5625rem;
      border-radius: 50%;
      background: var(--bank-line-strong);
    }

    .live .dot {
      background: #1f9d63;
    }

    .reconnecting,
    .offline {
      background: var(--bank-warn-soft);
      color: var(--bank-warn);
    }

    .reconnecting .dot {
      background: var(--bank-warn);
      animation: breathe 0.9s ease-in-out infinite alternate;
    }

    .offline .dot {
      background: transparent;
      border: 2px solid var(--bank-warn);
    }
  `,
})
export class ConnectionChip {
  private readonly connection = inject(Connection);

  protected readonly state = this.connection.state;
  protected readonly label = computed(() => texts.connection[this.state()]);
  protected readonly hint = computed(() => {
    const pod = this.connection.pod();
    const hint = texts.connectionHint[this.state()];
    return pod === null || this.state() !== 'live' ? hint : `${hint} ${texts.servedBy(pod)}.`;
  });
}
