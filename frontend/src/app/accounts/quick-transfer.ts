import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PeopleStore } from '../core/people.store';
import { texts } from '../core/texts';
import { Avatar } from '../ui/avatar';
import { Disc } from '../ui/disc';
import { Empty } from '../ui/empty';
import { LoadedView } from '../ui/loaded-view';

/** The people one dealt with lately: one tap leads to the transfer form with the recipient filled in. */
@Component({
  selector: 'bank-quick-transfer',
  imports: [Avatar, Disc, Empty, LoadedView, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<section class="card" aria-labelledby="quick-heading">
    <h2 id="quick-heading">{{ t.quick }}</h2>
    <bank-loaded [of]="people.recent" [empty]="recent().length === 0">
      <ul class="plain-list">
        @for (person of recent(); track person.accountNumber) {
          <li>
            <a routerLink="/transfer" [queryParams]="{ to: person.alias ?? person.accountNumber }">
              <bank-avatar
                [name]="person.holderName"
                [of]="person.alias ?? person.accountNumber"
                [online]="person.online"
              />
              <span class="text">
                <span class="name"
                  ><span class="unseen">{{ t.payTo }} </span><bdi translate="no">{{ person.holderName }}</bdi></span
                >
                <span class="soft small"
                  ><span translate="no">{{ person.alias ?? person.accountNumber }}</span
                  ><span class="unseen">{{ presence(person.online) }}</span></span
                >
              </span>
            </a>
          </li>
        }
        <li>
          <a routerLink="/transfer">
            <bank-disc icon="plus" tone="dashed" />
            <span class="text name">{{ t.somebodyElse }}</span>
          </a>
        </li>
      </ul>
      <bank-empty icon="user" [heading]="t.quickEmpty" />
    </bank-loaded>
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

    bank-disc {
      --disc-size: 2.75rem;
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

    bank-loaded {
      --skeleton-height: 2.75rem;
      --skeleton-margin: 0.75rem;
    }
  `,
})
export class QuickTransfer {
  protected readonly people = inject(PeopleStore);

  protected readonly t = texts.overview;
  protected readonly recent = computed(() => this.people.recent.value() ?? []);

  protected presence(online: boolean | null): string {
    if (online === null) return '';
    return `, ${online ? this.t.online : this.t.offline}`;
  }
}
