import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { getTransferProvenance } from '../api/fn/transfers/get-transfer-provenance';
import type { TransferBatch } from '../api/models/transfer-batch';
import { Calls } from '../core/calls';
import { loaded } from '../core/loaded';
import { texts } from '../core/texts';
import { type Fact, Facts } from './facts';
import { LoadedView } from './loaded-view';
import { MoneyPipe } from './money.pipe';
import { formatMilliseconds } from './moments';
import { formatNumber } from './numbers';

/** How a transfer was made: both entries, which sum to zero, the key, and its place in a batch of a pod. Asked for when opened. */
@Component({
  selector: 'bank-provenance',
  imports: [Facts, LoadedView, MatIcon, MoneyPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<details (toggle)="toggled($event)" data-testid="provenance">
    <summary><mat-icon svgIcon="down" />{{ t.title }}</summary>
    @if (open()) {
      <bank-loaded [of]="provenance">
        @if (provenance.value(); as made) {
          <ul class="plain-list">
            @for (entry of made.entries; track entry.account.accountNumber) {
              <li>
                <span>
                  <bdi translate="no">{{ entry.account.holderName }}</bdi>
                  <span class="soft small">{{ t.entry(number(entry.seq)) }}</span>
                </span>
                <span class="number" translate="no">{{ entry.amount | money: made.currency : 'always' }}</span>
              </li>
            }
            <li class="sum">
              <span>{{ t.sum }}</span>
              <span class="number" translate="no" data-testid="sum">{{ sum() | money: made.currency }}</span>
            </li>
          </ul>
          <bank-facts [facts]="facts()" />
          @if (!batch()) {
            <p class="soft small">{{ kind() === 'grant' ? t.grant : t.forgotten }}</p>
          }
        }
      </bank-loaded>
    }
  </details>`,
  styles: `
    :host {
      display: block;
      width: 100%;
      margin-top: 1rem;
    }

    details {
      border-top: 1px solid var(--bank-line);
      text-align: start;
    }

    summary {
      display: flex;
      align-items: center;
      gap: 0.5rem;
      min-height: 3rem;
      border-radius: 8px;
      color: var(--bank-accent);
      font-weight: 550;
      list-style: none;
      cursor: pointer;

      &::-webkit-details-marker {
        display: none;
      }
    }

    summary mat-icon {
      width: 1.25rem;
      height: 1.25rem;
      transition: rotate var(--bank-quick);
    }

    details[open] summary mat-icon {
      rotate: 180deg;
    }

    ul {
      margin-bottom: 0.875rem;
    }

    li {
      display: flex;
      align-items: baseline;
      justify-content: space-between;
      gap: 1rem;
      padding-block: 0.5rem;
      color: var(--bank-ink);

      > span:first-child {
        display: grid;
        min-width: 0;
        overflow-wrap: anywhere;
      }
    }

    .sum {
      border-top: 1px solid var(--bank-line);
      font-weight: 600;
    }
  `,
})
export class Provenance {
  private readonly calls = inject(Calls);

  readonly transferId = input.required<string>();
  readonly kind = input<'payment' | 'grant'>('payment');

  protected readonly t = texts.provenance;
  protected readonly open = signal(false);
  protected readonly provenance = loaded({
    params: () => (this.open() ? this.transferId() : undefined),
    load: (id, signal) => this.calls.ask(getTransferProvenance, { id }, signal),
  });
  protected readonly sum = computed(
    () => this.provenance.value()?.entries.reduce((sum, { amount }) => sum + amount, 0) ?? 0,
  );
  protected readonly batch = computed(() => {
    const batch = this.provenance.value()?.batch ?? null;
    return isBatch(batch) ? batch : null;
  });
  protected readonly facts = computed<Fact[]>(() => {
    const made = this.provenance.value();
    const batch = this.batch();
    if (!made) return [];
    const key = made.idempotencyKey;
    return [
      ...(key === null ? [] : [{ name: this.t.key, value: key, form: 'reference' as const }]),
      ...(batch
        ? [
            { name: this.t.pod, value: batch.pod, form: 'reference' as const },
            {
              name: this.t.batch,
              value: this.t.place(number(batch.place), number(batch.transfers), number(batch.number)),
              form: 'figure' as const,
            },
            {
              name: this.t.committed,
              value: this.t.took(formatMilliseconds(batch.committedAt), formatNumber(batch.durationMs, 1)),
              form: 'figure' as const,
            },
          ]
        : []),
    ];
  });
  protected readonly number = number;

  protected toggled({ target }: Event): void {
    if (target instanceof HTMLDetailsElement) this.open.set(target.open);
  }
}

function number(value: number): string {
  return formatNumber(value);
}

function isBatch(batch: object | null): batch is TransferBatch {
  return batch !== null && 'pod' in batch;
}
