import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

/** Length as people and PostgreSQL count it: Unicode code points. */
export function characterCount(text: string): number {
  return Array.from(text).length;
}

/**
 * A text of `min` to `max` characters. `Length` of class-validator does not do where a column has the same bound: it
 * does not count variation selectors, so it lets texts through that the database then refuses.
 */
export function HasCharacters(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ minLength: min, maxLength: max }),
    ValidateBy({
      name: 'hasCharacters',
      validator: {
        validate: (value: unknown) => {
          if (typeof value !== 'string') return false;
          const count = characterCount(value);
          return count >= min && count <= max;
        },
        defaultMessage: () => `$property must have ${String(min)}-${String(max)} characters`,
      },
    }),
  );
}
