import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { QueryNumber } from './query-number';

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 100;

/** `limit` of every list; outside 1-100 it is refused, never clamped. */
export class LimitQuery {
  /** Items on a page. */
  @ApiProperty({ type: 'integer', required: false })
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(PAGE_LIMIT_MAX)
  limit: number = PAGE_LIMIT_DEFAULT;
}
