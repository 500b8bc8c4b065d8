import { inject } from '@angular/core';
import { type CanActivateFn, type CanMatchFn, Router } from '@angular/router';
import { SessionStore } from '../core/session.store';

/** Leads to the sign-in, which leads back; what is behind it is not even loaded. */
export const signedIn: CanMatchFn = () => {
  if (inject(SessionStore).id() !== null) return true;
  const router = inject(Router);
  const url = router.currentNavigation()?.extractedUrl.toString() ?? '/';
  return router.createUrlTree(['/sign-in'], { queryParams: url === '/' ? {} : { return: url } });
};

export const signedOut: CanActivateFn = () => inject(SessionStore).id() === null || inject(Router).createUrlTree(['/']);
