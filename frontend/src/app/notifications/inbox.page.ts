import {
  CdkFixedSizeVirtualScroll,
  CdkVirtualForOf,
  CdkVirtualScrollableWindow,
  CdkVirtualScrollViewport,
} from '@angular/cdk/scrolling';
import { ChangeDetectionStrategy, Component, computed, effect, inject, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Notification } from '../api/models/notification';
import { InboxStore } from '../core/inbox.store';
import { texts } from '../core/texts';
import { Empty } from '../ui/empty';
import { LoadedView } from '../ui/loaded-view';
import { inRem } from '../ui/rem';
import { NotificationRow } from './notification-row';

const ROW_REM = 5;
/** Older ones are fetched before the last of these rows comes into view. */
const AHEAD = 12;

@Component({
  selector: 'bank-inbox-page',
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollableWindow,
    CdkVirtualScrollViewport,
    Empty,
    LoadedView,
    MatButton,
    NotificationRow,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div class="page narrow">
    <div class="page-head">
      <h1>{{ t.title }}</h1>
      <button matButton="tonal" type="button" [disabled]="inbox.unread() === 0" (click)="inbox.markAllRead()">
        {{ t.markAll }}
      </button>
    </div>
    <section class="card list">
      <bank-loaded [of]="inbox.items" [empty]="items().length === 0" [lines]="5">
        @if (items().length > 0) {
          <cdk-virtual-scroll-viewport
            scrollWindow
            role="list"
            [itemSize]="rowHeight"
            [minBufferPx]="rowHeight * 6"
            [maxBufferPx]="rowHeight * 12"
          >
            <bank-notification-row
              *cdkVirtualFor="let notification of items(); let index = index; trackBy: byId"
              role="listitem"
              [attr.aria-setsize]="inbox.next() === null ? items().length : -1"
              [attr.aria-posinset]="index + 1"
              [notification]="notification"
            />
          </cdk-virtual-scroll-viewport>
        }
        @if (inbox.next() !== null) {
          <bank-loaded [of]="inbox.olderPage" [lines]="1" />
        }
        <bank-empty icon="bell" [heading]="t.empty" [hint]="t.emptyHint" />
      </bank-loaded>
    </section>
  </div>`,
  styles: `
    .list {
      padding: 0.5rem;
    }

    bank-loaded {
      --skeleton-height: 3.25rem;
      --skeleton-margin: 0.5rem 0.75rem;
    }
  `,
})
export class InboxPage {
  private readonly viewport = viewChild(CdkVirtualScrollViewport);

  protected readonly inbox = inject(InboxStore);
  protected readonly t = texts.inbox;
  protected readonly rowHeight = inRem(ROW_REM);
  protected readonly items = computed(() => this.inbox.items.value() ?? []);

  constructor() {
    effect((onCleanup) => {
      const subscription = this.viewport()?.renderedRangeStream.subscribe(({ end }) => {
        if (end > this.items().length - AHEAD) this.inbox.loadOlder();
      });
      onCleanup(() => subscription?.unsubscribe());
    });
  }

  protected byId(_index: number, { id }: Notification): string {
    return id;
  }
}
