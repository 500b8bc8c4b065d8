import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy, type ValidationArguments } from 'class-validator';
import { characterCount } from '../platform/http/characters.validator';
import { COMMON_PASSWORDS } from './common-passwords';

const MIN_CHARACTERS = 10;
const MAX_CHARACTERS = 128;

/**
 * NFKC, so that a password typed on two keyboards is one password (NIST SP 800-63B, 3.1.1.2). Everything that judges,
 * hashes or compares one does so after this; upper and lower case and blanks stay as they are.
 */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Why a new password is not acceptable, as the end of a sentence that starts with the field's name; null when it is.
 *
 * @param username the user it is for, or undefined when not known yet
 */
export function passwordProblem(password: unknown, username?: unknown): string | null {
  if (typeof password !== 'string' || !password.isWellFormed()) return 'must be text';
  const normalised = normalisePassword(password);
  if (![password, normalised].every(hasAcceptableLength))
    return `must have ${String(MIN_CHARACTERS)}-${String(MAX_CHARACTERS)} characters`;
  const folded = normalised.toLowerCase();
  if (typeof username === 'string' && folded === username.toLowerCase()) return 'must not be the username';
  if (COMMON_PASSWORDS.has(folded)) return 'is one of the most common passwords; choose another';
  return null;
}

function hasAcceptableLength(text: string): boolean {
  const count = characterCount(text);
  return count >= MIN_CHARACTERS && count <= MAX_CHARACTERS;
}

/** A password one may choose; where the object has a `username` too, other than that. */
export function IsNewPassword(): PropertyDecorator {
  const problemOf = (value: unknown, args?: ValidationArguments): string | null =>
    passwordProblem(value, (args?.object as { username?: unknown } | undefined)?.username);
  return applyDecorators(
    ApiProperty({ format: 'password', minLength: MIN_CHARACTERS, maxLength: MAX_CHARACTERS }),
    ValidateBy({
      name: 'isNewPassword',
      validator: {
        validate: (value, args) => problemOf(value, args) === null,
        defaultMessage: (args) => `$property ${problemOf(args?.value, args) ?? ''}`,
      },
    }),
  );
}
