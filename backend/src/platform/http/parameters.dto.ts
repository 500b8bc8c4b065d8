import { applyDecorators, Injectable, Param, type PipeTransform } from '@nestjs/common';
import { ApiParam, ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min, ValidateBy } from 'class-validator';
import { DomainError } from '../errors/domain-error';

/** Of any version and variant: what names nothing is not found, whoever made it up. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Several ids in a body. */
export function AreIds(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'array', items: { type: 'string', format: 'uuid' } }),
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lowerCase) : value)),
    Matches(UUID, { each: true, message: 'each of $property must be a UUID' }),
  );
}

/** Case does not matter to who writes an id; ids are compared as text, so it is taken away. */
function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** An id in the path. */
export function IdParam(name: string): ParameterDecorator {
  return PathParameter(name, { format: 'uuid' }, new IdPipe(name));
}

@Injectable()
class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly name: string) {}

  transform(value: string): string {
    if (!UUID.test(value)) throw DomainError.invalid(this.name, 'must be a UUID');
    return value.toLowerCase();
  }
}

/** A part of the path, and what the contract says about it. */
export function PathParameter(
  name: string,
  documented: { description?: string; format?: string; pattern?: RegExp; example?: string },
  ...pipes: PipeTransform[]
): ParameterDecorator {
  const { description, format, pattern, example } = documented;
  const schema = { type: 'string', ...(format && { format }), ...(pattern && { pattern: pattern.source }) };
  return (target, key, index) => {
    Param(name, ...pipes)(target, key, index);
    const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (!key || !method) return;
    ApiParam({ name, schema, ...(description && { description }), ...(example && { example }) })(target, key, method);
  };
}

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

/** Of lists that go on where an earlier page ended. */
export class CursorQuery extends LimitQuery {
  /** The last `next`. */
  @ApiProperty({ format: 'uuid', required: false })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => lowerCase(value))
  @Matches(UUID, { message: '$property must be the next of an earlier page' })
  cursor?: string;
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
