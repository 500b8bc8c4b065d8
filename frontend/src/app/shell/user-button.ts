import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { IdentityStore } from '../core/identity.store';
import { texts } from '../core/texts';
import { Avatar } from '../ui/avatar';
import { type LoadPopup, Opens } from '../ui/opens';

/** Who is signed in; a menu for what concerns only them. */
@Component({
  selector: 'bank-user-button',
  imports: [Avatar, MatIconButton, Opens],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<button matIconButton type="button" aria-haspopup="menu" [bankOpens]="menu" [attr.aria-label]="t.menu">
    <bank-avatar [name]="user()?.displayName ?? ''" [of]="user()?.username ?? ''" />
  </button>`,
  styles: `
    :host {
      position: relative;
    }

    bank-avatar {
      --avatar-size: 2.25rem;
    }

    button[matIconButton] {
      display: grid;
      place-items: center;
      padding: 0;
    }
  `,
})
export class UserButton {
  protected readonly t = texts.accountMenu;
  protected readonly user = inject(IdentityStore).user;
  protected readonly menu: LoadPopup = () => import('./user-menu').then((m) => m.UserMenu);
}
