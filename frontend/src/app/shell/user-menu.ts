import type { FocusOrigin } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, inject, output, viewChild } from '@angular/core';
import { MatDivider } from '@angular/material/divider';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem } from '@angular/material/menu';
import { AuthStore } from '../auth/auth.store';
import { IdentityStore } from '../core/identity.store';
import { languages, switchLanguage, texts } from '../core/texts';
import { type Theme, ThemeStore } from '../core/theme.store';
import { MenuAnchor } from '../ui/menu-anchor';
import type { Popup } from '../ui/opens';

/** Appearance, language, and the way out. */
@Component({
  selector: 'bank-user-menu',
  imports: [MatDivider, MatIcon, MatMenu, MatMenuItem, MenuAnchor],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span [bankMenuAnchor]="menu" (closed)="closed.emit()"></span>
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
    .who {
      padding: 0.75rem 1rem;
      line-height: 1.35;
    }

    .unchosen {
      visibility: hidden;
    }
  `,
})
export class UserMenu implements Popup {
  private readonly auth = inject(AuthStore);
  private readonly themeStore = inject(ThemeStore);
  private readonly anchor = viewChild.required(MenuAnchor);

  readonly closed = output();

  protected readonly t = texts.accountMenu;
  protected readonly themes: readonly Theme[] = ['system', 'light', 'dark'];
  protected readonly user = inject(IdentityStore).user;
  protected readonly theme = this.themeStore.theme;

  openAt(button: HTMLElement, by: FocusOrigin): void {
    this.anchor().openAt(button, by);
  }

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
