import { createApplication } from '@angular/platform-browser';
import { Router } from '@angular/router';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { chooseLanguage } from './app/core/texts';
import { turn } from './app/core/turn';

/** Step by step, each in a turn of its own. */
async function start(): Promise<void> {
  await turn();
  await chooseLanguage();
  await turn();
  const page = await createApplication(appConfig);
  await turn();
  page.bootstrap(App);
  await turn();
  page.injector.get(Router).initialNavigation();
}

void start();
