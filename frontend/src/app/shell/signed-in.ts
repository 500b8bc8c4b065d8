import { ChangeDetectionStrategy, Component, DestroyRef, effect, inject, untracked } from '@angular/core';
import { Router, RouterOutlet } from '@angular/router';
import { Live } from '../core/live';
import { SessionStore } from '../core/session.store';

/** Around whatever somebody signed in sees: the connection to the bank, and the way out when the session ends. */
@Component({
  selector: 'bank-signed-in',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<router-outlet />`,
})
export class SignedIn {
  private readonly router = inject(Router);
  private readonly session = inject(SessionStore);

  constructor() {
    const live = inject(Live);
    live.start();
    inject(DestroyRef).onDestroy(() => live.stop());
    effect(() => {
      if (this.session.id() !== null) return;
      untracked(() => void this.leave());
    });
  }

  /** After signing in again one comes back to where one was, unless one left on purpose. */
  private leave(): Promise<boolean> {
    const { url } = this.router;
    const comesBack = this.session.ended() !== 'signed-out' && url !== '/';
    return this.router.navigate(['/sign-in'], { queryParams: comesBack ? { return: url } : {} });
  }
}
