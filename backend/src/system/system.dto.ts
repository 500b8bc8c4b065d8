import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'Pod' })
export class PodDto {
  /** @example pod-1 */
  name: string;

  /** @example 0.1.0 */
  version: string;

  startedAt: Date;

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

  /** Over all pods. */
  @ApiProperty({ type: 'integer', example: 0 })
  queueDepth: number;

  /** Over all pods. */
  @ApiProperty({ example: 42.5 })
  transfersPerSecond: number;

  asOf: Date;
}
