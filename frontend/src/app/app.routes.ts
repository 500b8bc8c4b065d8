import type { Routes } from '@angular/router';
import { signedIn, signedOut } from './auth/auth.guards';
import { keepChosenAccount } from './core/chosen-account';
import { UNAVAILABLE } from './core/stale-page';
import { texts } from './core/texts';
import { UnavailablePage } from './shell/unavailable.page';

// Titles are functions: the language is chosen after this file is read.
export const routes: Routes = [
  {
    path: 'sign-in',
    title: () => texts.signIn.title,
    canActivate: [signedOut],
    loadComponent: () => import('./auth/sign-in.page').then((m) => m.SignInPage),
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
    canActivate: [signedIn],
    loadComponent: () => import('./shell/signed-in').then((m) => m.SignedIn),
    children: [
      {
        path: 'stage',
        title: () => texts.stage.title,
        data: { quiet: true },
        loadComponent: () => import('./system/stage.page').then((m) => m.StagePage),
      },
      {
        path: '',
        canActivateChild: [keepChosenAccount],
        loadComponent: () => import('./shell/shell').then((m) => m.Shell),
        children: [
          {
            path: '',
            pathMatch: 'full',
            title: () => texts.nav.overview,
            loadComponent: () => import('./accounts/overview.page').then((m) => m.OverviewPage),
          },
          {
            path: 'transfer',
            title: () => texts.transfer.title,
            loadComponent: () => import('./transfers/transfer.page').then((m) => m.TransferPage),
          },
          {
            path: 'activity',
            title: () => texts.nav.activity,
            loadComponent: () => import('./accounts/activity.page').then((m) => m.ActivityPage),
            children: [
              {
                path: ':transferId',
                loadComponent: () => import('./accounts/transfer-detail.route').then((m) => m.TransferDetailRoute),
              },
            ],
          },
          {
            path: 'statement',
            title: () => texts.statement.title,
            loadComponent: () => import('./accounts/statement.page').then((m) => m.StatementPage),
          },
          {
            path: 'notifications',
            title: () => texts.nav.notifications,
            loadComponent: () => import('./notifications/inbox.page').then((m) => m.InboxPage),
          },
          {
            path: 'security',
            title: () => texts.nav.security,
            loadComponent: () => import('./security/security.page').then((m) => m.SecurityPage),
          },
          {
            path: 'system',
            title: () => texts.nav.system,
            // It is shown to others: nothing comes over it.
            data: { quiet: true },
            loadComponent: () => import('./system/system.page').then((m) => m.SystemPage),
          },
          {
            path: 'lab',
            data: { rare: true, quiet: true },
            loadChildren: () => import('./lab/lab.routes').then((m) => m.labRoutes),
          },
          { path: UNAVAILABLE.inShell, title: () => texts.unavailable.title, component: UnavailablePage },
          {
            path: '**',
            title: () => texts.notFound.title,
            loadComponent: () => import('./shell/not-found.page').then((m) => m.NotFoundPage),
          },
        ],
      },
    ],
  },
];
