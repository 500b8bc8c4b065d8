import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDivider } from '@angular/material/divider';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { AuthStore } from '../auth/auth.store';
import { IdentityStore } from '../core/identity.store';
import { languages, switchLanguage, texts } from '../core/texts';
import { type Theme, ThemeStore } from '../core/theme.store';
import { Avatar } from '../ui/avatar';

@Component({
  selector: 'bank-user-menu',
  imports: [Avatar, MatDivider, MatIcon, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<button matIconButton type="button" [matMenuTriggerFor]="menu" [attr.aria-label]="t.menu">
      <bank-avatar [name]="user()?.displayName ?? ''" [of]="user()?.username ?? ''" />
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      @if (user(); as who) {
        <div class="who" role="presentation">
          <strong
            ><bdi translate="no">{{ who.displayName }}</bdi></strong
          ><br /><span class="soft small" translate="no">{{ who.username }}</span>
        </div>
        <mat-divider />
      }
      @for (choice of themes; track choice) {
        <button
          mat-menu-item
          type="button"
          role="menuitemradio"
          [attr.aria-checked]="theme() === choice"
          (click)="choose(choice)"
        >
          <mat-icon svgIcon="check" [class.unchosen]="theme() !== choice" />{{ t[choice] }}
        </button>
      }
      <mat-divider />
      @for (choice of languages; track choice.code) {
        <button
          mat-menu-item
          type="button"
          role="menuitemradio"
          [attr.aria-checked]="choice.code === language"
          [attr.lang]="choice.code"
          (click)="speak(choice.code)"
        >
          <mat-icon svgIcon="check" [class.unchosen]="choice.code !== language" />{{ choice.name }}
        </button>
      }
      <mat-divider />
      <button mat-menu-item type="button" (click)="signOut()"><mat-icon svgIcon="logout" />{{ t.signOut }}</button>
    </mat-menu>`,
  styles: `
    bank-avatar {
      --avatar-size: 2.25rem;
    }

    button[matIconButton] {
      display: grid;
      place-items: center;
      padding: 0;
    }

    .who {
      padding: 0.75rem 1rem;
      line-height: 1.35;
    }

    .unchosen {
      visibility: hidden;
    }
  `,
})
export class UserMenu {
  private readonly auth = inject(AuthStore);
  private readonly themeStore = inject(ThemeStore);

  protected readonly t = texts.accountMenu;
  protected readonly themes: readonly Theme[] = ['system', 'light', 'dark'];
  protected readonly user = inject(IdentityStore).user;
  protected readonly theme = this.themeStore.theme;

  protected choose(theme: Theme): void {
    this.themeStore.choose(theme);
  }

  protected readonly language = texts.language;
  protected readonly languages = Object.entries(languages).map(([code, { name }]) => ({ code, name }));

  protected speak(code: string): void {
    if (code !== this.language) switchLanguage(code);
  }

  protected signOut(): void {
    void this.auth.signOut();
  }
}
