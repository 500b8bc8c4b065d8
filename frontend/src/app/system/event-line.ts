import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { SystemEvent } from '../api/models/system-event';
import { texts } from '../core/texts';
import type { IconName } from '../ui/icons';
import { formatTime } from '../ui/moments';
import { formatNumber } from '../ui/numbers';

type Kind = SystemEvent['kind'];

const ICONS: Record<Kind, IconName> = {
  'pod.started': 'server',
  'pod.draining': 'clock',
  'pod.ready': 'server',
  'pod.gone': 'close',
  'sockets.moved': 'transfer',
  'redis.back': 'pulse',
  'postgres.away': 'alert',
  'postgres.back': 'pulse',
  'ledger.proven': 'check',
  'ledger.broken': 'alert',
  'bank.reset': 'back',
};
const GOOD: readonly Kind[] = ['ledger.proven', 'pod.ready', 'pod.started'];
const BAD: readonly Kind[] = ['pod.gone', 'postgres.away', 'ledger.broken'];

/** What happened to the bank, newest first; read out as it comes. */
@Component({
  selector: 'bank-event-line',
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div role="log" [attr.aria-label]="t.events" data-testid="events">
    <ol class="plain-list">
      @for (event of shown(); track event.id) {
        <li [class]="event.tone">
          <mat-icon [svgIcon]="event.icon" aria-hidden="true" />
          <span class="words">{{ event.words }}</span>
          <time class="number soft" [attr.datetime]="event.at">{{ event.time }}</time>
        </li>
      } @empty {
        <li class="soft">{{ t.noEvents }}</li>
      }
    </ol>
  </div>`,
  styles: `
    [role='log'] {
      height: 100%;
    }

    /* Where the height is bounded, what does not fit goes to a column that is out of sight: no line is cut. */
    ol {
      display: flex;
      flex-flow: column wrap;
      height: 100%;
    }

    li {
      display: flex;
      flex: none;
      width: 100%;
      align-items: baseline;
      gap: 0.625rem;
      padding-block: 0.3125rem;
      line-height: 1.4;
    }

    mat-icon {
      flex: none;
      align-self: center;
      width: 1.125rem;
      height: 1.125rem;
      color: var(--bank-ink-soft);
    }

    .words {
      flex: 1;
      min-width: 0;
      overflow-wrap: anywhere;
    }

    .good mat-icon {
      color: var(--bank-accent);
    }

    .bad mat-icon {
      color: var(--bank-warn);
    }

    time {
      font-size: 0.875em;
    }
  `,
})
export class EventLine {
  /** Newest first. */
  readonly events = input.required<readonly SystemEvent[]>();
  readonly most = input(12);

  protected readonly t = texts.stage;
  protected readonly shown = computed(() =>
    this.events()
      .slice(0, this.most())
      .map(({ id, kind, at, pod, durationMs, count }) => ({
        id,
        at,
        time: formatTime(at),
        icon: ICONS[kind],
        tone: GOOD.includes(kind) ? 'good' : BAD.includes(kind) ? 'bad' : '',
        words: texts.stage.event[kind](pod ?? '', inSeconds(durationMs), formatNumber(count ?? 0)),
      })),
  );
}

function inSeconds(durationMs: number | null): string {
  const seconds = (durationMs ?? 0) / 1000;
  return formatNumber(seconds, seconds < 10 ? 1 : 0);
}
