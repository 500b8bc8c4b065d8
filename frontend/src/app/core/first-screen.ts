import { afterNextRender, inject, Injectable, Injector, signal } from '@angular/core';
import { turn } from './turn';

/** In which turn each piece is drawn, on the sign-in and on the overview with its frame; all else is drawn at once. */
const TURNS = { fields: 1, actions: 2, navigation: 1, latest: 2, header: 3, people: 4, chart: 5 };
const LAST = Math.max(...Object.values(TURNS));

/** The first screen is drawn piece by piece, each in a turn of its own; those after it come whole. */
@Injectable({ providedIn: 'root' })
export class FirstScreen {
  private readonly injector = inject(Injector);
  private readonly turns = signal(0);

  constructor() {
    this.goOn();
  }

  /** Whether it is the turn of a piece, or was. */
  has(piece: keyof typeof TURNS): boolean {
    return this.turns() >= TURNS[piece];
  }

  private goOn(): void {
    afterNextRender({ read: () => void this.next() }, { injector: this.injector });
  }

  private async next(): Promise<void> {
    await turn();
    this.turns.update((turns) => turns + 1);
    if (this.turns() < LAST) this.goOn();
  }
}
