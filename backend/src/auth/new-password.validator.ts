import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy, type ValidationArguments } from 'class-validator';
import { PASSWORD_MAX, PASSWORD_MIN, passwordProblem } from './password-rules';

/** A password one may choose; where the object has a `username` and a `displayName` too, one not built on them. */
export function IsNewPassword(): PropertyDecorator {
  const problemOf = (value: unknown, args?: ValidationArguments): string | null => {
    const { username, displayName } = (args?.object ?? {}) as Record<string, unknown>;
    return passwordProblem(
      value,
      [username, displayName].filter((name) => typeof name === 'string'),
    );
  };
  return applyDecorators(
    ApiProperty({ format: 'password', minLength: PASSWORD_MIN, maxLength: PASSWORD_MAX }),
    ValidateBy({
      name: 'isNewPassword',
      validator: {
        validate: (value, args) => problemOf(value, args) === null,
        defaultMessage: (args) => `$property ${problemOf(args?.value, args) ?? ''}`,
      },
    }),
  );
}
