import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { HasCharacters, NO_CONTROLS } from './characters.validator';
import { isPlainText, isVisible, normaliseName } from './plain-text';

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
