import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { Notification } from '../api/models/notification';
import { InboxStore } from '../core/inbox.store';
import { texts } from '../core/texts';
import { MomentPipe } from '../ui/moment.pipe';
import { viewOf } from './notification-view';

@Component({
  selector: 'bank-notification-row',
  imports: [MatIcon, MomentPipe, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<a [routerLink]="view().path" [class.unread]="unread()" (click)="open()">
    <mat-icon [svgIcon]="view().icon" [class.gain]="view().gain" />
    <span class="text">
      <span class="heading">{{ view().title }}</span>
      @if (view().detail) {
        <span class="soft small detail">{{ view().detail }}</span>
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
      content-visibility: auto;
      contain-intrinsic-size: auto 4.25rem;
    }

    a {
      position: relative;
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0.875rem;
      align-items: center;
      min-height: 4.25rem;
      padding: 0.625rem 1.75rem 0.625rem 0.75rem;
      border-radius: 14px;
      color: inherit;
      text-decoration: none;

      &:hover {
        background: var(--bank-well);
      }
    }

    mat-icon {
      width: 2.5rem;
      height: 2.5rem;
      padding: 0.5625rem;
      border-radius: 50%;
      background: var(--bank-well);
      color: var(--bank-ink-soft);
    }

    .gain {
      background: var(--bank-accent-soft);
      color: var(--bank-accent);
    }

    .text {
      display: grid;
    }

    .heading {
      line-height: 1.35;
      overflow-wrap: anywhere;
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
      right: 0.75rem;
      width: 0.5rem;
      height: 0.5rem;
      border-radius: 50%;
      background: var(--bank-accent);
    }
  `,
})
export class NotificationRow {
  private readonly inbox = inject(InboxStore);

  readonly notification = input.required<Notification>();
  readonly opened = output();

  protected readonly t = texts.inbox;
  protected readonly view = computed(() => viewOf(this.notification()));
  protected readonly unread = computed(() => this.notification().readAt === null);

  protected open(): void {
    if (this.unread()) void this.inbox.markRead([this.notification().id]);
    this.opened.emit();
  }
}
