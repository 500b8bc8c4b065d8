import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { explain } from '../core/explain';
import { PeopleStore } from '../core/people.store';
import { texts } from '../core/texts';
import { Avatar } from '../ui/avatar';
import { Empty } from '../ui/empty';
import { Fault } from '../ui/fault';

/** The people one dealt with lately: one tap leads to the transfer form with the recipient filled in. */
@Component({
  selector: 'bank-quick-transfer',
  imports: [Avatar, Empty, Fault, MatIcon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<section class="card" aria-labelledby="quick-heading">
    <h2 id="quick-heading">{{ t.quick }}</h2>
    @if (people.recent(); as recent) {
      <ul class="plain-list">
        @for (person of recent; track person.accountNumber) {
          <li>
            <a routerLink="/transfer" [queryParams]="{ to: person.alias ?? person.accountNumber }">
              <bank-avatar [name]="person.holderName" [online]="person.online" />
              <span class="text">
                <span class="name"
                  ><span class="unseen">{{ t.payTo }} </span>{{ person.holderName }}</span
                >
                <span class="soft small"
                  >{{ person.alias ?? person.accountNumber
                  }}<span class="unseen">{{ presence(person.online) }}</span></span
                >
              </span>
            </a>
          </li>
        }
        @if (recent.length > 0) {
          <li>
            <a routerLink="/transfer">
              <mat-icon svgIcon="plus" />
              <span class="text name">{{ t.somebodyElse }}</span>
            </a>
          </li>
        }
      </ul>
      @if (recent.length === 0) {
        <bank-empty icon="user" [heading]="t.quickEmpty" />
      }
    } @else if (fault()) {
      <bank-fault [message]="fault() ?? ''" [retryLabel]="retryLabel" (retry)="people.load()" />
    } @else {
      @for (line of [1, 2, 3]; track line) {
        <span class="skeleton"></span>
      }
    }
  </section>`,
  styles: `
    .card {
      padding: clamp(0.5rem, 0.25rem + 1vw, 1rem);
    }

    h2 {
      padding: 0.5rem 0.75rem 0.625rem;
    }

    a {
      display: flex;
      align-items: center;
      gap: 0.875rem;
      min-height: 3.75rem;
      padding: 0.5rem 0.75rem;
      border-radius: 14px;
      color: inherit;
      text-decoration: none;

      &:hover {
        background: var(--bank-well);
      }
    }

    mat-icon {
      width: 2.75rem;
      height: 2.75rem;
      padding: 0.75rem;
      border: 1px dashed var(--bank-line-strong);
      border-radius: 50%;
      color: var(--bank-ink-soft);
    }

    .text {
      display: grid;
      min-width: 0;
      line-height: 1.35;
    }

    .text > span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .name {
      font-weight: 550;
    }

    .skeleton {
      height: 2.75rem;
      margin: 0.75rem;
    }
  `,
})
export class QuickTransfer {
  protected readonly people = inject(PeopleStore);

  protected readonly t = texts.overview;
  protected readonly retryLabel = texts.retry;
  protected readonly fault = computed(() => {
    const failure = this.people.failure();
    return failure ? explain(failure) : null;
  });

  protected presence(online: boolean | null): string {
    if (online === null) return '';
    return `, ${online ? this.t.online : this.t.offline}`;
  }
}
