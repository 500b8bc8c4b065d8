import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { Connection } from '../core/connection';
import { texts } from '../core/texts';
import { formatTime } from '../ui/moments';
import { LoadedView } from '../ui/loaded-view';
import { Logo } from '../ui/logo';
import { formatNumber } from '../ui/numbers';
import { BatchFeed } from './batch-feed';
import { BatchStrip } from './batch-strip';
import { EventLine } from './event-line';
import { PodColours } from './pod-colours';
import { SystemStore } from './system.store';
import { TrainerPanel } from './trainer-panel';

/** What is special about this bank, for a room to see: all in one view, and nothing over it. */
@Component({
  selector: 'bank-stage-page',
  imports: [BatchStrip, EventLine, LoadedView, Logo, MatIcon, MatIconButton, RouterLink, TrainerPanel],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [BatchFeed, SystemStore],
  host: { '(document:keydown)': 'pressed($event)' },
  templateUrl: './stage.page.html',
  styleUrl: './stage.page.scss',
})
export class StagePage {
  private readonly router = inject(Router);
  private readonly connection = inject(Connection);
  private readonly colours = inject(PodColours);
  private readonly feed = inject(BatchFeed);
  private readonly now = signal(new Date());

  protected readonly store = inject(SystemStore);
  protected readonly t = texts.stage;
  protected readonly state = this.connection.state;
  protected readonly stateWords = computed(() => texts.connection[this.state()]);
  protected readonly clock = computed(() => formatTime(this.now().toISOString()));
  protected readonly rate = computed(() => formatNumber(this.feed.rate(), this.feed.rate() < 10 ? 1 : 0));
  protected readonly peak = computed(() => formatNumber(this.feed.peak(), this.feed.peak() < 10 ? 1 : 0));
  protected readonly people = computed(() => formatNumber(this.store.system.value()?.users ?? 0));
  protected readonly pods = computed(() =>
    (this.store.system.value()?.pods ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
      .map(({ name, draining, sockets, users }) => ({
        name,
        draining,
        here: name === this.connection.pod(),
        colour: this.colours.of(name),
        figures: this.t.podFigures(sockets, users),
      })),
  );
  protected readonly proof = computed(() => {
    const proof = this.store.proof.value();
    if (!proof) return null;
    const { holds, entriesChecked, checkedAt } = proof;
    return { holds, words: this.t.proven(formatNumber(entriesChecked), formatTime(checkedAt)) };
  });
  protected readonly events = computed(() => this.store.events.value() ?? []);

  constructor() {
    const timer = setInterval(() => this.now.set(new Date()), 1000);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      if (document.fullscreenElement) void document.exitFullscreen();
    });
  }

  /** Whether the browser fills the screen is its own business; it may refuse. */
  protected async fill(): Promise<void> {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch {
      return;
    }
  }

  protected pressed({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
    if (ctrlKey || metaKey || altKey) return;
    if (key === 'f') void this.fill();
    // In full screen the browser takes Escape for itself: the first leaves that, the second this.
    else if (key === 'Escape' && !document.fullscreenElement) void this.router.navigate(['/system']);
  }
}
