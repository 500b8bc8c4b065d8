import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { explain } from '../core/explain';
import { InboxStore } from '../core/inbox.store';
import { texts } from '../core/texts';
import { Empty } from '../ui/empty';
import { Fault } from '../ui/fault';
import { Seen } from '../ui/seen';
import { NotificationRow } from './notification-row';

@Component({
  selector: 'bank-inbox-page',
  imports: [Empty, Fault, MatButton, NotificationRow, Seen],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div class="page narrow">
    <div class="page-head">
      <h1>{{ t.title }}</h1>
      <button matButton="tonal" type="button" [disabled]="inbox.unread() === 0" (click)="inbox.markAllRead()">
        {{ t.markAll }}
      </button>
    </div>
    <section class="card list">
      @if (inbox.items(); as items) {
        <ul class="plain-list">
          @for (notification of items; track notification.id) {
            <li><bank-notification-row [notification]="notification" /></li>
          }
        </ul>
        @if (items.length === 0) {
          <bank-empty icon="bell" [heading]="t.empty" [hint]="t.emptyHint" />
        }
        @if (inbox.next() !== null) {
          <button matButton class="wide" type="button" [disabled]="busy()" (click)="older()" (bankSeen)="older()">
            {{ t.older }}
          </button>
        }
      } @else if (!fault()) {
        @for (line of [1, 2, 3, 4, 5]; track line) {
          <span class="skeleton"></span>
        }
      }
      @if (fault()) {
        <bank-fault [message]="fault() ?? ''" [retryLabel]="retryLabel" (retry)="inbox.refresh()" />
      }
    </section>
  </div>`,
  styles: `
    .list {
      padding: 0.5rem;
    }

    .skeleton {
      height: 3.25rem;
      margin: 0.5rem 0.75rem;
    }
  `,
})
export class InboxPage {
  protected readonly inbox = inject(InboxStore);

  protected readonly t = texts.inbox;
  protected readonly retryLabel = texts.retry;
  protected readonly busy = signal(false);
  protected readonly fault = computed(() => {
    const failure = this.inbox.failure();
    return failure ? explain(failure) : null;
  });

  protected async older(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    await this.inbox.loadOlder();
    this.busy.set(false);
  }
}
