import { applyDecorators } from '@nestjs/common';
import { ValidateBy } from 'class-validator';

/** Whether a text is well-formed Unicode (no lone surrogates) without control characters. */
export function isPlainText(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed() && !/\p{Cc}/u.test(value);
}

export function IsPlainText(): PropertyDecorator {
  return applyDecorators(
    ValidateBy({
      name: 'isPlainText',
      validator: { validate: isPlainText, defaultMessage: () => '$property must be text without control characters' },
    }),
  );
}
