import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { labTexts } from './lab-texts';

/** The lab's two rooms. */
@Component({
  selector: 'bank-lab-tabs',
  imports: [RouterLink, RouterLinkActive],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<nav [attr.aria-label]="title">
    <a routerLink="/lab/races" routerLinkActive="here" ariaCurrentWhenActive="page">{{ t.races }}</a>
    <a routerLink="/lab/duels" routerLinkActive="here" ariaCurrentWhenActive="page">{{ t.duels }}</a>
  </nav>`,
  styles: `
    nav {
      display: flex;
      gap: 0.25rem;
      padding: 0.25rem;
      border-radius: 14px;
      background: var(--bank-well);
    }

    a {
      padding: 0.5rem 1rem;
      border-radius: 11px;
      color: var(--bank-ink-soft);
      font-weight: 550;
      text-decoration: none;

      &.here {
        background: var(--bank-card);
        color: var(--bank-accent);
      }
    }
  `,
})
export class LabTabs {
  protected readonly title = labTexts.title;
  protected readonly t = labTexts.tabs;
}
