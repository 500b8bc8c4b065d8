import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { AccountsStore } from '../core/accounts.store';
import { IdentityStore } from '../core/identity.store';
import { type LoadPopup, Opens } from '../ui/opens';

/** Which account the figures belong to; a menu to choose another one or to open one. */
@Component({
  selector: 'bank-account-chip',
  imports: [MatIcon, Opens],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (active(); as account) {
      <button type="button" class="chip" aria-haspopup="menu" [bankOpens]="menu" data-testid="account">
        <bdi class="name" translate="no">{{ account.name }}</bdi>
        <span class="soft number" translate="no">{{ account.number }}</span>
        <mat-icon svgIcon="down" />
      </button>
    } @else if (!failed()) {
      <span class="skeleton"></span>
    }`,
  styles: `
    :host {
      position: relative;
      min-width: 0;
    }

    .chip {
      display: grid;
      grid-template-columns: minmax(0, auto) auto;
      align-items: center;
      column-gap: 0.5rem;
      max-width: 100%;
      padding: 0.375rem 0.625rem;
      border: 0;
      border-radius: 12px;
      background: transparent;
      color: inherit;
      font: inherit;
      line-height: 1.25;
      text-align: start;
      cursor: pointer;

      &:hover {
        background: var(--bank-well);
      }

      mat-icon {
        grid-area: 1 / 2 / span 2;
        width: 1.125rem;
        height: 1.125rem;
      }
    }

    .name {
      overflow: hidden;
      font-size: 0.9375rem;
      font-weight: 600;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .chip .number {
      font-size: 0.8125rem;
    }

    .skeleton {
      width: 8rem;
      height: 2.25rem;
    }
  `,
})
export class AccountChip {
  protected readonly active = inject(AccountsStore).active;
  protected readonly failed = inject(IdentityStore).me.failure;
  protected readonly menu: LoadPopup = () => import('./account-menu').then((m) => m.AccountMenu);
}
