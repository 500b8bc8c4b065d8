import type { Routes } from '@angular/router';
import { signedIn, signedOut } from './auth/auth.guards';
import { texts } from './core/texts';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: texts.signIn.title,
    canActivate: [signedOut],
    loadComponent: () => import('./auth/sign-in.page').then((m) => m.SignInPage),
  },
  {
    path: 'register',
    title: texts.register.title,
    canActivate: [signedOut],
    loadComponent: () => import('./auth/register.page').then((m) => m.RegisterPage),
  },
  {
    path: '',
    canActivate: [signedIn],
    loadComponent: () => import('./shell/shell').then((m) => m.Shell),
    children: [
      {
        path: '',
        pathMatch: 'full',
        title: texts.nav.overview,
        loadComponent: () => import('./accounts/overview.page').then((m) => m.OverviewPage),
      },
      {
        path: 'transfer',
        title: texts.transfer.title,
        loadComponent: () => import('./transfers/transfer.page').then((m) => m.TransferPage),
      },
      {
        path: 'activity',
        title: texts.nav.activity,
        loadComponent: () => import('./accounts/activity.page').then((m) => m.ActivityPage),
        children: [
          {
            path: ':transferId',
            loadComponent: () => import('./accounts/transfer-detail.route').then((m) => m.TransferDetailRoute),
          },
        ],
      },
      {
        path: 'notifications',
        title: texts.nav.notifications,
        loadComponent: () => import('./notifications/inbox.page').then((m) => m.InboxPage),
      },
      {
        path: 'security',
        title: texts.nav.security,
        loadComponent: () => import('./security/security.page').then((m) => m.SecurityPage),
      },
      {
        path: 'system',
        title: texts.nav.system,
        loadComponent: () => import('./system/system.page').then((m) => m.SystemPage),
      },
      {
        path: '**',
        title: texts.notFound.title,
        loadComponent: () => import('./shell/not-found.page').then((m) => m.NotFoundPage),
      },
    ],
  },
];
