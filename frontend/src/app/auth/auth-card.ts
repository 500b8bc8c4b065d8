import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { texts } from '../core/texts';
import { Logo } from '../ui/logo';

/** The frame of sign-in and registration. */
@Component({
  selector: 'bank-auth-card',
  imports: [Logo],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<main>
    <p class="brand"><bank-logo /> {{ name }}</p>
    <section class="card">
      <h1>{{ heading() }}</h1>
      <p class="soft">{{ lead() }}</p>
      <ng-content />
    </section>
  </main>`,
  styles: `
    :host {
      display: block;
      min-height: 100dvh;
      background: linear-gradient(var(--bank-hero) 18rem, transparent 18rem);
    }

    main {
      display: grid;
      grid-template-columns: minmax(0, 27rem);
      justify-content: center;
      align-content: start;
      gap: 1.75rem;
      padding: clamp(2rem, 8vh, 5.5rem) 1rem 2rem;
    }

    .brand {
      display: flex;
      align-items: center;
      gap: 0.75rem;
      padding-inline: 0.25rem;
      color: var(--bank-hero-ink);
      font-size: 1.25rem;
      font-weight: 600;
      letter-spacing: -0.015em;
    }

    .card {
      padding: clamp(1.25rem, 0.5rem + 4vw, 2.25rem);
    }

    .soft {
      margin: 0.25rem 0 1.5rem;
    }
  `,
})
export class AuthCard {
  readonly heading = input.required<string>();
  readonly lead = input.required<string>();

  protected readonly name = texts.appName;
}
