import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsMoment } from '../platform/http/parameters.dto';
import { EVENT_KINDS, type EventKind } from '../platform/lifecycle/pod-events';
import { BatchDto } from '../transfers/transfer.dto';

@ApiSchema({ name: 'Pod' })
export class PodDto {
  /** @example pod-1 */
  name: string;

  /** @example 0.1.0 */
  version: string;

  startedAt: Date;

  /** Whether it is not ready: about to end, or drained for a while. */
  draining: boolean;

  /** Whether it answered this request. */
  current: boolean;

  @ApiProperty({ type: 'integer', example: 12 })
  sockets: number;

  /** Distinct users connected to it. */
  @ApiProperty({ type: 'integer', example: 9 })
  users: number;

  /** Own sockets on it. */
  @ApiProperty({ type: 'integer', example: 1 })
  ownSockets: number;

  /** Transfers waiting for the next batch. */
  @ApiProperty({ type: 'integer', example: 0 })
  queueDepth: number;

  /** Mean size of the batches of the last seconds; 0 when there were none. */
  @ApiProperty({ example: 1.5 })
  batchSize: number;

  /** Transfers posted per second over the last seconds. */
  @ApiProperty({ example: 42.5 })
  transfersPerSecond: number;
}

@ApiSchema({ name: 'System' })
export class SystemDto {
  /** Name of the pod that answered. */
  servedBy: string;

  pods: PodDto[];

  /** Distinct users connected to any pod; who is connected to several counts once. */
  @ApiProperty({ type: 'integer', example: 14 })
  users: number;

  /** Over all pods. */
  @ApiProperty({ type: 'integer', example: 0 })
  queueDepth: number;

  /** Over all pods. */
  @ApiProperty({ example: 42.5 })
  transfersPerSecond: number;

  asOf: Date;
}

@ApiSchema({ name: 'BatchPage' })
export class BatchPageDto {
  items: BatchDto[];

  /** Always null: the newest thousand are told, no more. */
  next: string | null;
}

export class BatchesQuery {
  /** Committed at this moment or later; a minute ago when absent. A batch is written down up to a second after its commit. */
  @IsOptional()
  @IsMoment()
  since?: Date;
}

/** Something that happened to the bank as a whole. */
@ApiSchema({ name: 'SystemEvent' })
export class SystemEventDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  at: Date;

  @ApiProperty({ enum: EVENT_KINDS, enumName: 'SystemEventKind' })
  kind: EventKind;

  /** The pod it is about; null where it is about no pod. */
  pod: string | null;

  /** How long it took: an outage, until the last one was connected again, the proof. */
  @ApiProperty({ type: 'integer', example: 1800 })
  durationMs: number | null;

  /** Of what there are several: people who moved, entries that were checked. */
  @ApiProperty({ type: 'integer', example: 12 })
  count: number | null;
}

@ApiSchema({ name: 'SystemEventPage' })
export class SystemEventPageDto {
  items: SystemEventDto[];

  /** Always null: the newest hundred are told, no more. */
  next: string | null;
}
