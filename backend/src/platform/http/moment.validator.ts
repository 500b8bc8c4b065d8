import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { parseMoment } from './moment';

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
