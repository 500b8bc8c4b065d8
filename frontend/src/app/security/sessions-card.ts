import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { filter } from 'rxjs';
import { Api } from '../api/api';
import { listSessions } from '../api/fn/sessions/list-sessions';
import { revokeOtherSessions } from '../api/fn/sessions/revoke-other-sessions';
import { revokeSession } from '../api/fn/sessions/revoke-session';
import type { Session } from '../api/models/session';
import { explain } from '../core/explain';
import { InboxStore } from '../core/inbox.store';
import { Failure } from '../core/problem';
import { texts } from '../core/texts';
import { ToastsStore } from '../core/toasts.store';
import { Fault } from '../ui/fault';
import { MomentPipe } from '../ui/moment.pipe';

/** Where one is signed in, and the way to end it. */
@Component({
  selector: 'bank-sessions-card',
  imports: [Fault, MatButton, MatIcon, MomentPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sessions-card.html',
  styleUrl: './sessions-card.scss',
})
export class SessionsCard {
  private readonly api = inject(Api);
  private readonly toasts = inject(ToastsStore);

  protected readonly t = texts.security;
  protected readonly retryLabel = texts.retry;
  protected readonly sessions = signal<readonly Session[] | null>(null);
  protected readonly fault = signal<string | null>(null);
  protected readonly busy = signal(false);
  protected readonly others = computed(() => this.sessions()?.some(({ current }) => !current) ?? false);

  constructor() {
    void this.load();
    // A sign-in elsewhere, or a changed password, changes the list.
    inject(InboxStore)
      .arrived.pipe(
        filter((arrived) => arrived.some(({ kind }) => kind === 'session.opened' || kind === 'password.changed')),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.load());
  }

  protected async load(): Promise<void> {
    this.fault.set(null);
    try {
      const { items } = await this.api.invoke(listSessions);
      this.sessions.set(items.toSorted((a, b) => Number(b.current) - Number(a.current)));
    } catch (error) {
      this.fault.set(explain(Failure.from(error)));
    }
  }

  protected async end(session: Session): Promise<void> {
    await this.act(this.t.ended, async () => {
      try {
        await this.api.invoke(revokeSession, { id: session.id });
      } catch (error) {
        // It ended by itself meanwhile: that is what was wanted.
        if (Failure.from(error).code !== 'not_found') throw error;
      }
    });
  }

  protected async endOthers(): Promise<void> {
    await this.act(this.t.othersEnded, () => this.api.invoke(revokeOtherSessions));
  }

  private async act(done: string, action: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    try {
      await action();
      this.toasts.show({ icon: 'check', text: done });
    } catch (error) {
      this.toasts.show({ icon: 'alert', text: explain(Failure.from(error)), failed: true });
    }
    await this.load();
    this.busy.set(false);
  }
}
