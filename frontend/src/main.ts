import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { chooseLanguage } from './app/core/texts';

void chooseLanguage().then(() => bootstrapApplication(App, appConfig));
