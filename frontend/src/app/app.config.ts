import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withDisabledInitialNavigation,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withPreloading,
} from '@angular/router';
import { routes } from './app.routes';
import { ApiConfiguration } from './api/api-configuration';
import { basePath } from './core/base-path';
import { healthInterceptor, problemInterceptor, sessionInterceptor } from './core/http.interceptors';
import { PreloadWhenIdle } from './core/preload';
import { screenMissing } from './core/stale-page';
import { PageTitle } from './shell/page-title';
import { provideIcons } from './ui/icons';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      // It is a step of its own: see main.ts.
      withDisabledInitialNavigation(),
      withNavigationErrorHandler(screenMissing),
      withPreloading(PreloadWhenIdle),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
    ),
    provideHttpClient(withInterceptors([sessionInterceptor, healthInterceptor, problemInterceptor])),
    { provide: ApiConfiguration, useFactory: () => ({ rootUrl: basePath() }) },
    provideIcons(),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
