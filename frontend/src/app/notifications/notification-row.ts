import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Notification } from '../api/models/notification';
import { InboxStore } from '../core/inbox.store';
import { texts } from '../core/texts';
import { Disc } from '../ui/disc';
import { MomentPipe } from '../ui/moment.pipe';
import { viewOf } from './notification-view';

@Component({
  selector: 'bank-notification-row',
  imports: [Disc, MomentPipe, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<a [routerLink]="view().path" [queryParams]="view().query" [class.unread]="unread()" (click)="open()">
    <bank-disc [icon]="view().icon" [tone]="view().gain ? 'accent' : 'plain'" />
    <span class="text">
      <span class="heading" translate="no"
        >{{ title()[0] }}
        @if (view().name) {
          <bdi>{{ view().name }}</bdi>{{ title()[1] }}
        }
      </span>
      @if (view().detail) {
        <bdi class="soft small detail" translate="no">{{ view().detail }}</bdi>
      }
    </span>
    <span class="soft small number">{{ notification().createdAt | moment: 'short' }}</span>
    @if (unread()) {
      <span class="mark" role="img" [attr.aria-label]="t.unread"></span>
    }
  </a>`,
  styles: `
    :host {
      display: block;
      height: 5rem;
      contain: content;
    }

    a {
      position: relative;
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0.875rem;
      align-items: center;
      height: 100%;
      padding-inline: 0.75rem 1.75rem;
      border-radius: 14px;
      color: inherit;
      text-decoration: none;

      &:hover {
        background: var(--bank-well);
      }

      &:focus-visible {
        outline-offset: -3px;
      }
    }

    .text {
      display: grid;
    }

    .heading {
      display: -webkit-box;
      overflow: hidden;
      line-height: 1.3;
      overflow-wrap: anywhere;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }

    .detail {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .unread .heading {
      font-weight: 600;
    }

    .mark {
      position: absolute;
      inset-inline-end: 0.75rem;
      width: 0.5rem;
      height: 0.5rem;
      border-radius: 50%;
      background: var(--bank-accent);
    }

    @media (forced-colors: active) {
      .mark {
        background: Highlight;
        forced-color-adjust: none;
      }
    }
  `,
})
export class NotificationRow {
  private readonly inbox = inject(InboxStore);

  readonly notification = input.required<Notification>();
  readonly opened = output();

  protected readonly t = texts.inbox;
  protected readonly view = computed(() => viewOf(this.notification()));
  /** Before and after the name, which keeps a direction of its own. */
  protected readonly title = computed(() => {
    const { title, name } = this.view();
    const at = name === '' ? -1 : title.lastIndexOf(name);
    return at < 0 ? [title, ''] : [title.slice(0, at), title.slice(at + name.length)];
  });
  protected readonly unread = computed(() => this.notification().readAt === null);

  protected open(): void {
    if (this.unread()) void this.inbox.markRead([this.notification().id]);
    this.opened.emit();
  }
}
