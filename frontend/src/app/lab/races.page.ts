import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ActivatedRoute, Router } from '@angular/router';
import type { RaceChoice, WayName } from '@banking-demo/lab';
import { ToastsStore } from '../core/toasts.store';
import { Empty } from '../ui/empty';
import { LabTabs } from './lab-tabs';
import { labTexts } from './lab-texts';
import { LaneCard } from './lane-card';
import { RaceForm } from './race-form';
import { choiceOf, paramsOf } from './race-choice';
import { headingOf, markdownOf } from './race-words';
import { RaceStore } from './race.store';

/** Ways to move money, raced on a real database, side by side. */
@Component({
  selector: 'bank-races-page',
  imports: [Empty, LabTabs, LaneCard, MatButton, MatIcon, RaceForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [RaceStore],
  templateUrl: './races.page.html',
  styleUrl: './races.page.scss',
})
export class RacesPage {
  private readonly router = inject(Router);
  private readonly toasts = inject(ToastsStore);
  private readonly params = toSignal(inject(ActivatedRoute).queryParams, { initialValue: {} });

  protected readonly store = inject(RaceStore);
  protected readonly lab = labTexts;
  protected readonly t = labTexts.races;
  protected readonly known = computed<WayName[]>(() => this.store.info()?.ways.map(({ name }) => name) ?? []);
  protected readonly choice = computed(() => choiceOf(this.params(), this.known()));
  protected readonly files = computed(() => new Map(this.store.info()?.ways.map((way) => [way.name, way])));
  protected readonly heading = computed(() => {
    const race = this.store.race();
    return race ? headingOf(race) : '';
  });
  protected readonly progress = computed(() => {
    const race = this.store.race();
    return race ? Math.min(1, race.elapsedMs / race.totalMs) : 0;
  });

  protected change(part: Partial<RaceChoice>): void {
    void this.router.navigate([], {
      queryParams: paramsOf({ ...this.choice(), ...part }),
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected start(): void {
    // The address carries the choice from now on, also one that was never touched.
    this.change({});
    void this.store.start(this.choice());
  }

  protected async copyTable(): Promise<void> {
    const race = this.store.race();
    if (race) await this.copy(markdownOf(race));
  }

  protected async copyLink(): Promise<void> {
    const tree = this.router.createUrlTree([], { queryParams: paramsOf(this.choice()), queryParamsHandling: 'merge' });
    await this.copy(new URL(this.router.serializeUrl(tree).replace(/^\//, ''), document.baseURI).href);
  }

  private async copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.toasts.show({ icon: 'check', text: labTexts.copied });
  }
}
