import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { System } from '../api/models/system';
import { texts } from '../core/texts';
import { Disc } from '../ui/disc';
import { formatSpan } from '../ui/moments';
import { formatNumber } from '../ui/numbers';
import { PodColours } from './pod-colours';

/** The pods alive; own sockets and the pod that answered are marked. */
@Component({
  selector: 'bank-pod-table',
  imports: [Disc],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './pod-table.html',
  styleUrl: './pod-table.scss',
})
export class PodTable {
  readonly system = input.required<System>();
  /** The pod the page's own socket is on. */
  readonly socketPod = input.required<string | null>();

  private readonly colours = inject(PodColours);

  protected readonly t = texts.system;
  protected readonly pods = computed(() => {
    const { asOf, pods } = this.system();
    return pods
      .toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
      .map((pod) => {
        const here = pod.name === this.socketPod();
        // Pods count every few seconds; what one has oneself is known before.
        const ownSockets = Math.max(pod.ownSockets, here ? 1 : 0);
        return {
          ...pod,
          here,
          colour: this.colours.of(pod.name),
          ownSockets,
          sockets: Math.max(pod.sockets, ownSockets),
          users: Math.max(pod.users, ownSockets > 0 ? 1 : 0),
          up: formatSpan(new Date(asOf).getTime() - new Date(pod.startedAt).getTime()),
          rate: formatNumber(pod.transfersPerSecond, 1),
          batch: formatNumber(pod.batchSize, 1),
        };
      });
  });
}
