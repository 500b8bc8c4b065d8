import { Location } from '@angular/common';
import { ChangeDetectionStrategy, Component, effect, inject, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { Connection } from '../core/connection';
import { Health } from '../core/health';
import { texts } from '../core/texts';
import { Empty } from '../ui/empty';

/** Stands for a screen that was never visited and cannot be fetched now; gives way to it when the bank is back. */
@Component({
  selector: 'bank-unavailable-page',
  imports: [Empty, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div class="page narrow">
    <h1>{{ t.title }}</h1>
    <section class="card" role="alert" data-testid="unavailable">
      <bank-empty icon="alert" [heading]="connection.online() ? t.away : t.offline">
        <button matButton="tonal" type="button" (click)="retry()">{{ retryLabel }}</button>
      </bank-empty>
    </section>
  </div>`,
})
export class UnavailablePage {
  private readonly router = inject(Router);
  /** Where one wanted to go: the address says it. */
  private readonly wanted = inject(Location).path();

  protected readonly connection = inject(Connection);
  protected readonly t = texts.unavailable;
  protected readonly retryLabel = texts.retry;

  constructor() {
    const { returns } = inject(Health);
    const before = untracked(returns);
    effect(() => {
      if (returns() !== before) untracked(() => this.retry());
    });
  }

  protected retry(): void {
    void this.router.navigateByUrl(this.wanted, { onSameUrlNavigation: 'reload', replaceUrl: true });
  }
}
