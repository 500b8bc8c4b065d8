import type { FocusOrigin } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, effect, inject, output, untracked, viewChild } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem } from '@angular/material/menu';
import { AccountsStore } from '../core/accounts.store';
import { SessionStore } from '../core/session.store';
import { texts } from '../core/texts';
import { ToastsStore } from '../core/toasts.store';
import { MenuAnchor } from '../ui/menu-anchor';
import { MoneyPipe } from '../ui/money.pipe';
import type { Popup } from '../ui/opens';

/** The accounts to choose from, and the way to open another one. */
@Component({
  selector: 'bank-account-menu',
  imports: [MatIcon, MatMenu, MatMenuItem, MenuAnchor, MoneyPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span [bankMenuAnchor]="menu" (closed)="closed.emit()"></span>
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
    .name {
      overflow: hidden;
      font-size: 0.9375rem;
      font-weight: 600;
      text-overflow: ellipsis;
      white-space: nowrap;
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
  `,
})
export class AccountMenu implements Popup {
  private readonly store = inject(AccountsStore);
  private readonly dialogs = inject(MatDialog);
  private readonly toasts = inject(ToastsStore);
  private readonly anchor = viewChild.required(MenuAnchor);

  readonly closed = output();

  protected readonly t = texts.accountMenu;
  protected readonly accounts = this.store.accounts;
  protected readonly active = this.store.active;
  protected readonly full = this.store.full;

  constructor() {
    const session = inject(SessionStore);
    effect(() => {
      if (session.id() === null) untracked(() => this.dialogs.closeAll());
    });
  }

  openAt(button: HTMLElement, by: FocusOrigin): void {
    this.anchor().openAt(button, by);
  }

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
