import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { InboxStore } from '../core/inbox.store';
import { texts } from '../core/texts';
import { type LoadPopup, Opens } from '../ui/opens';

/** The bell with the unread count. */
@Component({
  selector: 'bank-bell',
  imports: [MatIcon, MatIconButton, Opens],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './bell.html',
  styleUrl: './bell.scss',
})
export class Bell {
  protected readonly inbox = inject(InboxStore);
  protected readonly t = texts.inbox;
  protected readonly badge = computed(() => (this.inbox.unread() > 99 ? '99+' : String(this.inbox.unread())));
  protected readonly panel: LoadPopup = () => import('./bell-panel').then((m) => m.BellPanel);
}
