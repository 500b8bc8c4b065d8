import { Transform } from 'class-transformer';
import { Matches, ValidateBy } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { isPlainText, isVisible, normaliseName } from './plain-text';

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

/** What people write to each other. The contract says of it what regular expressions everywhere can; the rest is told in words. */
export function IsPlainText(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ pattern: NO_CONTROLS.source }),
    ValidateBy({
      name: 'isPlainText',
      validator: {
        validate: isPlainText,
        defaultMessage: () => '$property must be text without control, invisible or direction-changing characters',
      },
    }),
  );
}

/** What people call somebody or something: plain text with something to see in it, kept composed and with single spaces. */
export function IsName(maxCharacters: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normaliseName(value) : value)),
    HasCharacters(1, maxCharacters),
    ValidateBy({
      name: 'isVisible',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isVisible(value),
        defaultMessage: () => '$property must have something to see in it',
      },
    }),
    IsPlainText(),
  );
}
