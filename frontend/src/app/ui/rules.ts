import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { texts } from '../core/texts';

export interface Rule {
  text: string;
  met: boolean;
}

/** What a field wants, ticked off while it is typed. */
@Component({
  selector: 'bank-rules',
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<ul class="plain-list small">
    @for (rule of rules(); track rule.text) {
      <li [class.met]="rule.met">
        <mat-icon [svgIcon]="rule.met ? 'check' : 'close'" />
        {{ rule.text }}<span class="unseen">, {{ rule.met ? t.met : t.open }}</span>
      </li>
    }
  </ul>`,
  styles: `
    ul {
      display: grid;
      gap: 0.125rem;
      color: var(--bank-ink-soft);
    }

    li {
      display: flex;
      align-items: center;
      gap: 0.375rem;
    }

    mat-icon {
      flex: none;
      width: 1rem;
      height: 1rem;
      opacity: 0.5;
    }

    .met {
      color: var(--bank-accent);

      mat-icon {
        opacity: 1;
      }
    }
  `,
})
export class Rules {
  readonly rules = input.required<readonly Rule[]>();

  protected readonly t = texts.register.rules;
}
