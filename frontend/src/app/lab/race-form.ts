import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatHint, MatInput, MatLabel } from '@angular/material/input';
import { MatTooltip } from '@angular/material/tooltip';
import type { RaceChoice, WayName } from '@banking-demo/lab';
import { formatCount, labTexts } from './lab-texts';
import { ACCOUNTS, MOST_WAYS, toggled, within } from './race-choice';

type Figure = 'clients' | 'seconds' | 'seed';

/** What to race; each change is told at once, and kept in the address by whoever listens. */
@Component({
  selector: 'bank-race-form',
  imports: [
    MatButton,
    MatButtonToggle,
    MatButtonToggleGroup,
    MatCheckbox,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatTooltip,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './race-form.html',
  styleUrl: './race-form.scss',
})
export class RaceForm {
  readonly choice = input.required<RaceChoice>();
  readonly known = input.required<readonly WayName[]>();
  readonly running = input.required<boolean>();
  readonly starting = input.required<boolean>();
  readonly chosen = output<Partial<RaceChoice>>();
  readonly started = output();
  readonly stopped = output();

  protected readonly t = labTexts.races;
  protected readonly ways = labTexts.ways;
  protected readonly accounts = ACCOUNTS;
  protected readonly formatCount = formatCount;
  protected readonly figures: { name: Figure; label: string; hint: string; min: number; max: number }[] = [
    { name: 'clients', label: this.t.clients, hint: this.t.clientsHint, min: 1, max: 64 },
    { name: 'seconds', label: this.t.seconds, hint: this.t.secondsHint, min: 2, max: 30 },
    { name: 'seed', label: this.t.seed, hint: this.t.seedHint, min: 1, max: 1_000_000 },
  ];

  protected isFull(way: WayName): boolean {
    const { ways } = this.choice();
    return ways.length >= MOST_WAYS && !ways.includes(way);
  }

  protected toggle(way: WayName): void {
    this.chosen.emit({ ways: toggled(this.choice().ways, way, this.known()) });
  }

  /** What a race cannot have is put back to what it was. */
  protected set(name: Figure, field: HTMLInputElement): void {
    const value = within(name, field.valueAsNumber);
    if (value === undefined) field.value = String(this.choice()[name]);
    else this.chosen.emit({ [name]: value });
  }
}
