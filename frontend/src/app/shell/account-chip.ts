import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { AccountsStore } from '../core/accounts.store';
import { IdentityStore } from '../core/identity.store';
import { texts } from '../core/texts';
import { ToastsStore } from '../core/toasts.store';
import { MoneyPipe } from '../ui/money.pipe';

/** Which account the figures belong to; a menu to choose another one or to open one. */
@Component({
  selector: 'bank-account-chip',
  imports: [MatIcon, MatMenu, MatMenuItem, MatMenuTrigger, MoneyPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (active(); as account) {
      <button type="button" class="chip" [matMenuTriggerFor]="menu" data-testid="account">
        <bdi class="name" translate="no">{{ account.name }}</bdi>
        <span class="soft number" translate="no">{{ account.number }}</span>
        <mat-icon svgIcon="down" />
      </button>
    } @else if (!failed()) {
      <span class="skeleton"></span>
    }
    <mat-menu #menu="matMenu" [aria-label]="t.choose">
      @for (account of accounts(); track account.number) {
        <button mat-menu-item type="button" (click)="choose(account.number)">
          <mat-icon
            [svgIcon]="account.number === active()?.number ? 'check' : 'scale'"
            [class.unchosen]="account.number !== active()?.number"
          />
          <span class="line">
            <span class="who">
              <bdi class="name" translate="no">{{ account.name }}</bdi>
              <span class="soft small" translate="no">{{ account.number }}</span>
            </span>
            <span class="number" translate="no">{{ account.balance | money: account.currency }}</span>
          </span>
        </button>
      }
      @if (full()) {
        <button mat-menu-item type="button" disabled><mat-icon svgIcon="plus" />{{ t.full }}</button>
      } @else {
        <button mat-menu-item type="button" (click)="open()"><mat-icon svgIcon="plus" />{{ t.open }}</button>
      }
    </mat-menu>`,
  styles: `
    :host {
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

    .line {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 2rem;
      padding-block: 0.25rem;
      line-height: 1.3;
    }

    .who {
      display: grid;
      min-width: 0;
    }

    .unchosen {
      visibility: hidden;
    }

    .skeleton {
      width: 8rem;
      height: 2.25rem;
    }
  `,
})
export class AccountChip {
  private readonly store = inject(AccountsStore);
  private readonly dialogs = inject(MatDialog);
  private readonly toasts = inject(ToastsStore);

  protected readonly t = texts.accountMenu;
  protected readonly accounts = this.store.accounts;
  protected readonly active = this.store.active;
  protected readonly full = this.store.full;
  protected readonly failed = inject(IdentityStore).me.failure;

  protected choose(accountNumber: string): void {
    this.store.choose(accountNumber);
  }

  protected async open(): Promise<void> {
    try {
      const { OpenAccountDialog } = await import('./open-account.dialog');
      this.dialogs.open(OpenAccountDialog, { width: '26rem', autoFocus: 'input' });
    } catch {
      this.toasts.show({ icon: 'alert', text: texts.problems.unreachable, failed: true });
    }
  }
}
