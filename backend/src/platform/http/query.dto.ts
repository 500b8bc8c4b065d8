import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';

const DIGITS = /^[0-9]{1,16}$/;

/** Reads a query parameter that is a plain decimal number; anything else is left for the validators to refuse. */
export function QueryNumber(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && DIGITS.test(value) ? Number(value) : value,
  );
}

const PAGE_LIMIT_DEFAULT = 50;
const PAGE_LIMIT_MAX = 100;

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
