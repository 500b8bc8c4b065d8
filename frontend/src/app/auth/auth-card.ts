import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { texts } from '../core/texts';
import { Logo } from '../ui/logo';

/** The frame of sign-in and registration. index.html has its like, to be seen while the page loads. */
@Component({
  selector: 'bank-auth-card',
  imports: [Logo],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'entrance' },
  template: `<main>
    <p class="brand"><bank-logo /> {{ name }}</p>
    <section class="card">
      <h1>{{ heading() }}</h1>
      <p class="soft">{{ lead() }}</p>
      <ng-content />
    </section>
  </main>`,
})
export class AuthCard {
  readonly heading = input.required<string>();
  readonly lead = input.required<string>();

  protected readonly name = texts.appName;
}
