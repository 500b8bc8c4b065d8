import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { System } from '../api/models/system';
import { texts } from '../core/texts';
import { locale } from '../ui/money';
import { formatSpan } from '../ui/moments';

const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** The pods alive; own sockets and the pod that answered are marked. */
@Component({
  selector: 'bank-pod-table',
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './pod-table.html',
  styleUrl: './pod-table.scss',
})
export class PodTable {
  readonly system = input.required<System>();
  /** The pod the page's own socket is on. */
  readonly socketPod = input.required<string | null>();

  protected readonly t = texts.system;
  protected readonly pods = computed(() => {
    const { asOf, pods } = this.system();
    return pods
      .toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
      .map((pod) => ({
        ...pod,
        here: pod.name === this.socketPod(),
        up: formatSpan(new Date(asOf).getTime() - new Date(pod.startedAt).getTime()),
        rate: number.format(pod.transfersPerSecond),
        batch: number.format(pod.batchSize),
      }));
  });
}
