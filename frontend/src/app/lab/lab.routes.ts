import type { Routes } from '@angular/router';
import { labTexts } from './lab-texts';

export const labRoutes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'races' },
  {
    path: 'races',
    title: labTexts.title,
    loadComponent: () => import('./races.page').then((m) => m.RacesPage),
  },
  {
    path: 'duels',
    title: labTexts.tabs.duels,
    loadComponent: () => import('./duels.page').then((m) => m.DuelsPage),
  },
];
