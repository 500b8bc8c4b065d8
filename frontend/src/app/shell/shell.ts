import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { FirstScreen } from '../core/first-screen';
import { Going } from '../core/going';
import { hasLab } from '../core/lab-presence';
import { texts } from '../core/texts';
import { Bell } from '../notifications/bell';
import { Toasts } from '../notifications/toasts';
import type { IconName } from '../ui/icons';
import { Logo } from '../ui/logo';
import { AccountChip } from './account-chip';
import { ConnectionChip } from './connection-chip';
import { UserButton } from './user-button';

interface Destination {
  path: string;
  label: string;
  icon: IconName;
}

/** The frame around every screen of somebody signed in: navigation, connection, account, bell and toasts. */
@Component({
  selector: 'bank-shell',
  imports: [
    AccountChip,
    Bell,
    ConnectionChip,
    Logo,
    MatIcon,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    Toasts,
    UserButton,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
})
export class Shell {
  protected readonly t = texts;
  protected readonly firstScreen = inject(FirstScreen);
  protected readonly going = inject(Going);
  protected readonly destinations: readonly Destination[] = [
    { path: '/', label: texts.nav.overview, icon: 'overview' },
    { path: '/transfer', label: texts.nav.transfer, icon: 'transfer' },
    { path: '/activity', label: texts.nav.activity, icon: 'list' },
    { path: '/security', label: texts.nav.security, icon: 'shield' },
    { path: '/system', label: texts.nav.system, icon: 'pulse' },
    ...(hasLab() ? [{ path: '/lab', label: texts.nav.lab, icon: 'scale' as const }] : []),
  ];

  protected skip(event: Event, content: HTMLElement): void {
    event.preventDefault();
    content.focus();
  }
}
