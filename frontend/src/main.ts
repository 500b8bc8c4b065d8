import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { chooseLanguage } from './app/core/texts';
import { turn } from './app/core/turn';

void chooseLanguage()
  .then(turn)
  .then(() => bootstrapApplication(App, appConfig));
