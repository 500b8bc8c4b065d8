import { ChangeDetectionStrategy, Component } from '@angular/core';
import { texts } from '../core/texts';
import { PasswordCard } from './password-card';
import { SessionsCard } from './sessions-card';

@Component({
  selector: 'bank-security-page',
  imports: [PasswordCard, SessionsCard],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div class="page narrow">
    <h1>{{ title }}</h1>
    <bank-sessions-card />
    <bank-password-card />
  </div>`,
})
export class SecurityPage {
  protected readonly title = texts.security.title;
}
