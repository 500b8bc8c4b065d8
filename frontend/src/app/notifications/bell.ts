import { A11yModule } from '@angular/cdk/a11y';
import { CdkConnectedOverlay, CdkOverlayOrigin, type ConnectedPosition } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { InboxStore } from '../core/inbox.store';
import { texts } from '../core/texts';
import { Empty } from '../ui/empty';
import { LoadedView } from '../ui/loaded-view';
import { NotificationRow } from './notification-row';

const LATEST = 6;

/** The bell with the unread count, and the panel it opens. */
@Component({
  selector: 'bank-bell',
  imports: [
    A11yModule,
    CdkConnectedOverlay,
    CdkOverlayOrigin,
    Empty,
    LoadedView,
    MatButton,
    MatIcon,
    MatIconButton,
    NotificationRow,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './bell.html',
  styleUrl: './bell.scss',
})
export class Bell {
  protected readonly inbox = inject(InboxStore);

  protected readonly t = texts.inbox;
  protected readonly open = signal(false);
  protected readonly latest = computed(() => this.inbox.items.value()?.slice(0, LATEST) ?? []);
  protected readonly badge = computed(() => (this.inbox.unread() > 99 ? '99+' : String(this.inbox.unread())));
  protected readonly below: ConnectedPosition[] = [
    { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top', offsetY: 8 },
    { originX: 'center', originY: 'bottom', overlayX: 'center', overlayY: 'top', offsetY: 8 },
  ];
}
