import type { Routes } from '@angular/router';
import { OverviewPage } from '../accounts/overview.page';
import { keepChosenAccount } from '../core/chosen-account';
import { UNAVAILABLE } from '../core/stale-page';
import { texts } from '../core/texts';
import { Shell } from './shell';
import { SignedIn } from './signed-in';
import { UnavailablePage } from './unavailable.page';

/** What somebody signed in sees. The frame and the screen one lands on come together: fewer parts, and no wait in between. */
export const bankRoutes: Routes = [
  {
    path: '',
    component: SignedIn,
    children: [
      {
        path: 'stage',
        title: () => texts.stage.title,
        data: { quiet: true },
        loadComponent: () => import('../system/stage.page').then((m) => m.StagePage),
      },
      {
        path: '',
        canActivateChild: [keepChosenAccount],
        component: Shell,
        children: [
          {
            path: '',
            pathMatch: 'full',
            title: () => texts.nav.overview,
            component: OverviewPage,
          },
          {
            path: 'transfer',
            title: () => texts.transfer.title,
            loadComponent: () => import('../transfers/transfer.page').then((m) => m.TransferPage),
          },
          {
            path: 'activity',
            title: () => texts.nav.activity,
            loadComponent: () => import('../accounts/activity.page').then((m) => m.ActivityPage),
            children: [
              {
                path: ':transferId',
                loadComponent: () => import('../accounts/transfer-detail.route').then((m) => m.TransferDetailRoute),
              },
            ],
          },
          {
            path: 'statement',
            title: () => texts.statement.title,
            loadComponent: () => import('../accounts/statement.page').then((m) => m.StatementPage),
          },
          {
            path: 'notifications',
            title: () => texts.nav.notifications,
            loadComponent: () => import('../notifications/inbox.page').then((m) => m.InboxPage),
          },
          {
            path: 'security',
            title: () => texts.nav.security,
            loadComponent: () => import('../security/security.page').then((m) => m.SecurityPage),
          },
          {
            path: 'system',
            title: () => texts.nav.system,
            // It is shown to others: nothing comes over it.
            data: { quiet: true },
            loadComponent: () => import('../system/system.page').then((m) => m.SystemPage),
          },
          {
            path: 'lab',
            data: { rare: true, quiet: true },
            loadChildren: () => import('../lab/lab.routes').then((m) => m.labRoutes),
          },
          { path: UNAVAILABLE.inShell, title: () => texts.unavailable.title, component: UnavailablePage },
          {
            path: '**',
            title: () => texts.notFound.title,
            loadComponent: () => import('./not-found.page').then((m) => m.NotFoundPage),
          },
        ],
      },
    ],
  },
];
