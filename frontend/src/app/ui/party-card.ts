import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Party } from '../api/models/party';
import { Avatar } from './avatar';

/** Somebody on one side of a transfer. */
@Component({
  selector: 'bank-party',
  imports: [Avatar],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<bank-avatar [name]="party().holderName" [of]="party().alias ?? party().accountNumber" />
    <span class="text">
      <span class="soft small">{{ side() }}</span>
      <span class="name">
        <bdi translate="no">{{ party().holderName }}</bdi>
        @if (note()) {
          <span class="tag small">{{ note() }}</span>
        }
      </span>
      <span class="soft small number" translate="no">{{ numbers() }}</span>
    </span>`,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 0.875rem;
      padding: 0.75rem;
      border-radius: 14px;
      background: var(--bank-canvas);
    }

    .text {
      display: grid;
      min-width: 0;
      line-height: 1.35;
    }

    .name {
      font-weight: 550;
      color: var(--bank-ink);
      overflow-wrap: anywhere;
    }

    .number {
      white-space: normal;
    }
  `,
})
export class PartyCard {
  /** What this side does: pay, or get paid. */
  readonly side = input.required<string>();
  readonly party = input.required<Party>();
  readonly note = input('');

  protected readonly numbers = computed(() => {
    const { accountNumber, alias } = this.party();
    return alias ? `${accountNumber} · ${alias}` : accountNumber;
  });
}
