import { inject, Injectable, linkedSignal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { type CanActivateChildFn, NavigationEnd, RedirectCommand, Router } from '@angular/router';
import { filter, map } from 'rxjs';

const PARAM = 'account';

/** The account whose figures are shown, as the address says it: a reload, a link and going back show the same. */
@Injectable({ providedIn: 'root' })
export class ChosenAccount {
  private readonly router = inject(Router);
  private readonly inAddress = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(() => accountOf(this.router)),
    ),
    { initialValue: accountOf(this.router) },
  );
  /** Ahead of the address while it changes. */
  private readonly current = linkedSignal(this.inAddress);

  /** Null when the address names none. */
  readonly number = this.current.asReadonly();

  choose(accountNumber: string, { replaceUrl = false } = {}): void {
    this.current.set(accountNumber);
    void this.router.navigate([], {
      queryParams: { [PARAM]: accountNumber },
      queryParamsHandling: 'merge',
      replaceUrl,
    });
  }
}

/** Links within the page name no account: the chosen one goes along. Going back shows what was shown then. */
export const keepChosenAccount: CanActivateChildFn = (_route, { url }) => {
  const router = inject(Router);
  const navigation = router.currentNavigation();
  const chosen = accountOf(router);
  const target = router.parseUrl(url);
  if (chosen === null || PARAM in target.queryParams || navigation?.trigger === 'popstate') return true;
  target.queryParams = { ...target.queryParams, [PARAM]: chosen };
  return new RedirectCommand(target, { replaceUrl: navigation?.extras.replaceUrl ?? false });
};

function accountOf(router: Router): string | null {
  const value: unknown = router.routerState.snapshot.root.queryParams[PARAM];
  return typeof value === 'string' ? value : null;
}
