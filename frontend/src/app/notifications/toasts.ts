import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import type { Notification } from '../api/models/notification';
import { InboxStore } from '../core/inbox.store';
import { texts } from '../core/texts';
import { type ShownToast, ToastsStore } from '../core/toasts.store';
import { viewOf } from './notification-view';

/** More than this within a burst are counted instead of told one by one. */
const TOLD_MAX = 3;
const BURST_MS = 3000;

/** Short messages in the corner, read out when they come; arrivals in the inbox make some of them. */
@Component({
  selector: 'bank-toasts',
  imports: [MatButton, MatIcon, MatIconButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    role: 'log',
    'aria-live': 'polite',
    '(pointerenter)': 'store.hold(true)',
    '(pointerleave)': 'store.hold(false)',
    '(focusin)': 'store.hold(true)',
    '(focusout)': 'left($event)',
  },
  template: `@for (toast of store.shown(); track toast.id) {
    <div class="toast" [class.failed]="toast.failed" data-testid="toast">
      <mat-icon [svgIcon]="toast.icon" />
      <span class="text">
        <span class="heading" translate="no">{{ toast.text }}</span>
        @if (toast.detail) {
          <bdi class="small detail" translate="no">{{ toast.detail }}</bdi>
        }
      </span>
      @if (toast.link; as link) {
        <button matButton type="button" (click)="go(toast)">{{ link.label }}</button>
      }
      <button matIconButton type="button" [attr.aria-label]="t.dismiss" (click)="dismiss(toast.id)">
        <mat-icon svgIcon="close" />
      </button>
    </div>
  }`,
  styles: `
    :host {
      position: fixed;
      z-index: 40;
      inset-inline-end: clamp(0.5rem, 2vw, 2rem);
      bottom: calc(var(--dock, 0px) + 1rem);
      display: grid;
      gap: 0.5rem;
      width: min(26rem, calc(100vw - 1rem));
      pointer-events: none;
    }

    .toast {
      --mat-button-text-label-text-color: var(--bank-hero-graph);
      --mat-icon-button-icon-color: var(--bank-hero-soft);
      display: flex;
      align-items: center;
      gap: 0.75rem;
      min-height: 3.75rem;
      padding-block: 0.375rem;
      padding-inline: 1rem 0.375rem;
      border: 1px solid var(--bank-hero-line);
      border-radius: 16px;
      background: var(--bank-hero);
      color: var(--bank-hero-ink);
      box-shadow: 0 8px 28px rgb(0 0 0 / 0.2);
      pointer-events: auto;
      animation: rise 180ms cubic-bezier(0.2, 0, 0, 1);
    }

    .toast > mat-icon {
      flex: none;
      color: var(--bank-hero-graph);
    }

    .text {
      flex: 1;
      display: grid;
      min-width: 0;
    }

    .heading {
      font-weight: 550;
      line-height: 1.35;
    }

    .detail {
      overflow: hidden;
      color: var(--bank-hero-soft);
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    @keyframes rise {
      from {
        opacity: 0;
        transform: translateY(0.75rem);
      }
    }
  `,
})
export class Toasts {
  private readonly router = inject(Router);
  private readonly inbox = inject(InboxStore);

  /** When arrivals were announced lately. */
  private toldAt: number[] = [];
  /** How many of a burst were only counted. */
  private untold = 0;

  protected readonly store = inject(ToastsStore);
  protected readonly t = texts.inbox;

  constructor() {
    this.inbox.arrived.pipe(takeUntilDestroyed()).subscribe((notifications) => this.announce(notifications));
    this.inbox.missed.pipe(takeUntilDestroyed()).subscribe((count) => {
      this.store.show({
        icon: 'bell',
        text: this.t.missed(count),
        link: { path: '/notifications', label: this.t.view },
      });
    });
  }

  protected go({ id, link }: ShownToast): void {
    this.store.dismiss(id);
    this.store.hold(false);
    if (link) void this.router.navigate([link.path], { queryParams: link.query ?? {} });
  }

  protected dismiss(id: number): void {
    this.store.dismiss(id);
    // The element that had the pointer and the focus is gone without an event.
    this.store.hold(false);
  }

  protected left({ relatedTarget, currentTarget }: FocusEvent): void {
    const stays =
      currentTarget instanceof Node && relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
    this.store.hold(stays);
  }

  private announce(notifications: readonly Notification[]): void {
    // A screen that is shown to others says what it says; the bell counts all the same.
    if (isQuiet(this.router)) return;
    const now = performance.now();
    if (this.toldAt.every((toldAt) => toldAt < now - BURST_MS)) this.untold = 0;
    this.toldAt = this.toldAt.filter((toldAt) => toldAt >= now - BURST_MS);
    // The payer has the receipt already.
    for (const notification of notifications.filter(({ kind }) => kind !== 'transfer.sent')) {
      if (this.untold > 0 || this.toldAt.length >= TOLD_MAX) this.untold++;
      else this.tell(notification);
      this.toldAt.push(now);
    }
    if (this.untold === 0) return;
    const link = { path: '/notifications', label: this.t.view };
    this.store.show({ icon: 'bell', name: 'untold', text: this.t.more(this.untold), link });
  }

  private tell(notification: Notification): void {
    const { icon, title: text, detail, path, query } = viewOf(notification);
    this.store.show({ icon, text, ...(detail ? { detail } : {}), link: { path, query, label: this.t.view } });
  }
}

function isQuiet(router: Router): boolean {
  let { root: route } = router.routerState.snapshot;
  while (route.firstChild) route = route.firstChild;
  return route.data.quiet === true;
}
