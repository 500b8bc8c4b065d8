import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min, ValidateBy } from 'class-validator';

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

/**
 * RFC 3339: a full date, or a date-time with its offset; of other ISO 8601 forms some name no moment, or one that depends on
 * where the reader is.
 */
const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:T((?:[01]\d|2[0-3]):[0-5]\d):(\d{2})(\.\d+)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/i;
const LEAP_SECOND = '60';

/** A moment in a query: a date (the begin of its day in UTC) or a date-time with its offset, as RFC 3339 has them. */
export function IsMoment(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      required: false,
      type: 'string',
      anyOf: [
        { type: 'string', format: 'date' },
        { type: 'string', format: 'date-time' },
      ],
      example: '2026-03-01',
    }),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (parseMoment(value) ?? value) : value)),
    ValidateBy({
      name: 'isMoment',
      validator: {
        validate: (value: unknown) => value instanceof Date,
        defaultMessage: () =>
          '$property must be a date (2026-03-01) or a date-time with its offset (2026-03-01T12:00:00Z), as RFC 3339 has them',
      },
    }),
  );
}

/** The moment that a text names, a date standing for the begin of its day in UTC; null for anything else. */
export function parseMoment(text: string): Date | null {
  const [, date, time, seconds = '', fraction = '', offset = ''] = MOMENT.exec(text) ?? [];
  if (date === undefined || !isCalendarDay(date)) return null;
  if (time === undefined) return new Date(`${date}T00:00:00Z`);
  const leap = seconds === LEAP_SECOND;
  // Date knows milliseconds, and no leap seconds: one is the moment at which the next minute begins.
  const moment = new Date(
    `${date}T${time}:${leap ? '59' : seconds}${leap ? '' : fraction.slice(0, 4)}${offset.toUpperCase()}`,
  );
  if (leap) moment.setTime(moment.getTime() + 1000);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** Date takes the 30th of February for the 2nd of March. */
function isCalendarDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}
