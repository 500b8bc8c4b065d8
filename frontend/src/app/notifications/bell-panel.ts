import { A11yModule } from '@angular/cdk/a11y';
import { CdkConnectedOverlay, type ConnectedPosition } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, computed, inject, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { InboxStore } from '../core/inbox.store';
import { texts } from '../core/texts';
import { Empty } from '../ui/empty';
import { LoadedView } from '../ui/loaded-view';
import type { Popup } from '../ui/opens';
import { NotificationRow } from './notification-row';

const LATEST = 6;

/** What arrived last, below the bell. */
@Component({
  selector: 'bank-bell-panel',
  imports: [A11yModule, CdkConnectedOverlay, Empty, LoadedView, MatButton, NotificationRow, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './bell-panel.html',
  styleUrl: './bell-panel.scss',
})
export class BellPanel implements Popup {
  protected readonly inbox = inject(InboxStore);
  protected readonly t = texts.inbox;
  /** At which it is open. */
  protected readonly button = signal<HTMLElement | null>(null);
  protected readonly latest = computed(() => this.inbox.items.value()?.slice(0, LATEST) ?? []);
  protected readonly below: ConnectedPosition[] = [
    { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top', offsetY: 8 },
    { originX: 'center', originY: 'bottom', overlayX: 'center', overlayY: 'top', offsetY: 8 },
  ];

  readonly closed = output();

  openAt(button: HTMLElement): void {
    this.button.set(button);
  }

  protected close(): void {
    this.button.set(null);
    this.closed.emit();
  }
}
