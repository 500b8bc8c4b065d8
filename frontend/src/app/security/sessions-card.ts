import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { filter } from 'rxjs';
import { Api } from '../api/api';
import { listSessions } from '../api/fn/sessions/list-sessions';
import { revokeOtherSessions } from '../api/fn/sessions/revoke-other-sessions';
import { revokeSession } from '../api/fn/sessions/revoke-session';
import type { Session } from '../api/models/session';
import { Calls } from '../core/calls';
import { explain } from '../core/explain';
import { InboxStore } from '../core/inbox.store';
import { loaded } from '../core/loaded';
import { Failure } from '../core/problem';
import { SessionStore } from '../core/session.store';
import { texts } from '../core/texts';
import { ToastsStore } from '../core/toasts.store';
import { Disc } from '../ui/disc';
import { LoadedView } from '../ui/loaded-view';
import { MomentPipe } from '../ui/moment.pipe';

/** Where one is signed in, and the way to end it. */
@Component({
  selector: 'bank-sessions-card',
  imports: [Disc, LoadedView, MatButton, MomentPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sessions-card.html',
  styleUrl: './sessions-card.scss',
})
export class SessionsCard {
  private readonly api = inject(Api);
  private readonly calls = inject(Calls);
  private readonly session = inject(SessionStore);
  private readonly toasts = inject(ToastsStore);

  protected readonly t = texts.security;
  /** Asked anew under another id: this session is called otherwise then, and the others have ended. */
  protected readonly sessions = loaded({
    params: () => this.session.id() ?? undefined,
    load: async (_id, signal) => (await this.calls.ask(listSessions, {}, signal)).items,
  });
  protected readonly list = computed(
    () => this.sessions.value()?.toSorted((a, b) => Number(b.current) - Number(a.current)) ?? [],
  );
  /** The id of the session that is being ended, or `others`. */
  protected readonly ending = signal<string | null>(null);
  protected readonly busy = computed(() => this.ending() !== null);
  protected readonly others = computed(() => this.list().some(({ current }) => !current));

  constructor() {
    // A sign-in elsewhere, or a changed password, changes the list.
    inject(InboxStore)
      .arrived.pipe(
        filter((arrived) => arrived.some(({ kind }) => kind === 'session.opened' || kind === 'password.changed')),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.sessions.reload());
  }

  protected async end({ id }: Session): Promise<void> {
    await this.act(id, this.t.ended, async () => {
      try {
        await this.api.invoke(revokeSession, { id });
      } catch (error) {
        // It ended by itself meanwhile: that is what was wanted.
        if (Failure.from(error).code !== 'not_found') throw error;
      }
    });
  }

  protected async endOthers(): Promise<void> {
    await this.act('others', this.t.othersEnded, () => this.api.invoke(revokeOtherSessions));
  }

  private async act(ending: string, done: string, action: () => Promise<void>): Promise<void> {
    this.ending.set(ending);
    try {
      await action();
      this.toasts.show({ icon: 'check', text: done });
    } catch (error) {
      this.toasts.show({ icon: 'alert', text: explain(Failure.from(error)), failed: true });
    }
    this.sessions.reload();
    await this.sessions.settled();
    this.ending.set(null);
  }
}
