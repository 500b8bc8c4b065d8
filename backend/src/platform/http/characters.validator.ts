import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Matches, ValidateBy } from 'class-validator';

/**
 * What texts of the contract are made of that are not free: without control characters, in an alphabet that every client's
 * regular expressions can say.
 */
export const NO_CONTROLS = new RegExp(String.raw`^[^\x00-\x1f\x7f-\x9f]*$`);

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

/**
 * A text of a fixed form, in requests and answers.
 *
 * @param pattern one that any language's regular expressions read alike
 * @param form what it must be, for who sent something else
 */
export function HasForm(pattern: RegExp, form: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ pattern: pattern.source }),
    Matches(pattern, { message: `$property must ${form}` }),
  );
}
