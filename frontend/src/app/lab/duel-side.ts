import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Answer, SideState } from '@banking-demo/lab';
import { labTexts } from './lab-texts';

/** One session of a duel: what it said to the database, what that answered, and its next statement. */
@Component({
  selector: 'bank-duel-side',
  imports: [MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './duel-side.html',
  styleUrl: './duel-side.scss',
})
export class DuelSide {
  readonly side = input.required<SideState>();
  readonly heading = input.required<string>();
  readonly action = input.required<string>();
  /** The key that steps it, as it is drawn. */
  readonly key = input.required<string>();
  readonly stepped = output();

  protected readonly t = labTexts.duels;
  protected readonly outcome = computed(() => {
    const { outcome } = this.side();
    return outcome === null ? null : labTexts.outcomes[outcome];
  });

  protected answerOf(answer: Answer): string {
    if (answer.kind === 'error') return `ERROR ${answer.code}: ${answer.message}`;
    const { rows, command, count } = answer;
    if (rows.length > 0) return rows.map((row) => Object.values(row).join(' · ')).join('\n');
    return ['UPDATE', 'SELECT', 'INSERT'].includes(command) ? `${command}, ${this.t.rows(count)}` : command;
  }
}
