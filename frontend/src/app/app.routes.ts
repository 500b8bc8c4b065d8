import type { Routes } from '@angular/router';
import { signedIn, signedOut } from './auth/auth.guards';
import { UNAVAILABLE } from './core/stale-page';
import { texts } from './core/texts';
import { turn } from './core/turn';
import { UnavailablePage } from './shell/unavailable.page';

// Titles are functions: the language is chosen after this file is read.
export const routes: Routes = [
  {
    path: 'sign-in',
    title: () => texts.signIn.title,
    canActivate: [signedOut],
    loadComponent: () => inTurn(import('./auth/sign-in.page').then((m) => m.SignInPage)),
  },
  {
    path: 'register',
    title: () => texts.register.title,
    canActivate: [signedOut],
    loadComponent: () => import('./auth/register.page').then((m) => m.RegisterPage),
  },
  { path: UNAVAILABLE.alone, title: () => texts.unavailable.title, component: UnavailablePage },
  {
    path: '',
    canMatch: [signedIn],
    loadChildren: () => inTurn(import('./shell/bank.routes').then((m) => m.bankRoutes)),
  },
];

/** What comes first is large: it is read in one turn and drawn in the next. */
async function inTurn<T>(part: Promise<T>): Promise<T> {
  const loaded = await part;
  await turn();
  return loaded;
}
