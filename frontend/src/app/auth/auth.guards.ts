import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { SessionStore } from '../core/session.store';

/** Leads to the sign-in, which leads back. */
export const signedIn: CanActivateFn = (_route, { url }) =>
  inject(SessionStore).id() !== null ||
  inject(Router).createUrlTree(['/sign-in'], { queryParams: url === '/' ? {} : { return: url } });

export const signedOut: CanActivateFn = () => inject(SessionStore).id() === null || inject(Router).createUrlTree(['/']);
