import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatOption, MatSelect } from '@angular/material/select';
import { ActivatedRoute, type Params, Router } from '@angular/router';
import type { DuelName, Form, SideName } from '@banking-demo/lab';
import { Empty } from '../ui/empty';
import { DuelSide } from './duel-side';
import { DuelStore } from './duel.store';
import { LabTabs } from './lab-tabs';
import { formatAmount, labTexts } from './lab-texts';

const KEYS: Partial<Record<string, SideName>> = { ArrowLeft: 'left', ArrowRight: 'right' };

/** Two real database sessions in slow motion. */
@Component({
  selector: 'bank-duels-page',
  imports: [
    DuelSide,
    Empty,
    LabTabs,
    MatButton,
    MatButtonToggle,
    MatButtonToggleGroup,
    MatFormField,
    MatIcon,
    MatLabel,
    MatOption,
    MatSelect,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [DuelStore],
  host: { '(document:keydown)': 'onKey($event)' },
  templateUrl: './duels.page.html',
  styleUrl: './duels.page.scss',
})
export class DuelsPage {
  private readonly router = inject(Router);
  private readonly params = toSignal<Params, Params>(inject(ActivatedRoute).queryParams, { initialValue: {} });

  protected readonly store = inject(DuelStore);
  protected readonly lab = labTexts;
  protected readonly t = labTexts.duels;
  protected readonly chosen = computed(() => {
    const cases = this.store.cases();
    return cases?.find(({ name }) => name === this.params().case) ?? cases?.[0];
  });
  protected readonly form = computed<Form>(() => (this.params().form === 'remedy' ? 'remedy' : 'mistake'));
  protected readonly text = computed(() => {
    const chosen = this.chosen();
    return chosen ? labTexts.cases[chosen.name] : null;
  });
  protected readonly columns = computed(() => Object.keys(this.store.duel()?.seen[0] ?? {}));
  protected readonly verdict = computed(() => {
    const verdict = this.store.duel()?.verdict;
    return verdict ? labTexts.findings[verdict.finding](formatAmount(verdict.amount ?? 0)) : null;
  });

  constructor() {
    effect(() => {
      const name = this.chosen()?.name;
      const form = this.form();
      if (name !== undefined) untracked(() => void this.store.open(name, form));
    });
  }

  protected choose(choice: { case?: DuelName; form?: Form }): void {
    void this.router.navigate([], { queryParams: choice, queryParamsHandling: 'merge', replaceUrl: true });
    // Once the list has taken the focus back: from now on the arrow keys are to step, not to choose.
    setTimeout(() => (document.activeElement as HTMLElement | null)?.blur());
  }

  protected restart(): void {
    const name = this.chosen()?.name;
    if (name !== undefined) void this.store.open(name, this.form());
  }

  /** Keys step from anywhere on the screen, but where they mean something of their own. */
  protected onKey(event: KeyboardEvent): void {
    const { target } = event;
    const isTaken =
      target instanceof Element && target.closest('input, mat-select, mat-button-toggle-group, [role=listbox]');
    if (isTaken || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const side = KEYS[event.key];
    if (side) {
      event.preventDefault();
      void this.store.step(side);
    } else if (event.key.toLowerCase() === 'r') this.restart();
  }
}
