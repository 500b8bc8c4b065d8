import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy, type ValidationArguments } from 'class-validator';
import { characterCount, fold } from '../platform/http/text.validators';
import { BANK_WORDS, readings } from './bank-names';
import common from './common-passwords.json';

const PASSWORD_MIN = 10;
const PASSWORD_MAX = 128;
const DIFFERENT_MIN = 4;
/** What a password has beside words that anybody would try first must be as long as this. */
const OWN_MIN = 8;
const WORD_MIN = 4;
const NAME_MIN = 3;
/** A pattern of so few characters may not be all that a password repeats. */
const PATTERN_MAX = 5;

const COMMON: ReadonlySet<string> = new Set(common.passwords);

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
 * @param names what its user goes by: username and display name, as far as they are known
 */
export function passwordProblem(password: unknown, names: readonly string[]): string | null {
  if (typeof password !== 'string' || !password.isWellFormed()) return 'must be text';
  const normalised = normalisePassword(password);
  if (![password, normalised].every(hasAcceptableLength))
    return `must have ${String(PASSWORD_MIN)}-${String(PASSWORD_MAX)} characters`;
  const folded = normalised.toLowerCase();
  if (new Set(folded).size < DIFFERENT_MIN) return `must have at least ${String(DIFFERENT_MIN)} different characters`;
  if (names.some((name) => folded === name.toLowerCase())) return 'must not be the username';
  if (COMMON.has(folded)) return 'is one of the most common passwords; choose another';
  if (isPattern(folded)) return 'must not be a row of neighbours or a few characters again and again';
  if (readings(folded).some((reading) => isBuiltOn(reading, names)))
    return "must not be built on your own name or the bank's; add something else";
  if (readings(folded).some(isCommonWordDressedUp))
    return 'must not be a common word with a little around it; choose another';
  return null;
}

function hasAcceptableLength(text: string): boolean {
  const count = characterCount(text);
  return count >= PASSWORD_MIN && count <= PASSWORD_MAX;
}

/** `abcdefghijk`, `98765432101`, `ab1ab1ab1ab1`. */
function isPattern(text: string): boolean {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const isRow = (step: number): boolean => points.slice(1).every((point, i) => point - (points[i] ?? 0) === step);
  if (isRow(1) || isRow(-1)) return true;
  const repeats = (length: number): boolean => points.slice(length).every((point, i) => point === points[i]);
  return Array.from({ length: PATTERN_MAX }, (_, i) => i + 1).some(repeats);
}

function isBuiltOn(reading: string, names: readonly string[]): boolean {
  const words = names.flatMap((name) => [name, ...fold(name).split(/[^\p{L}\p{N}]+/u)]).flatMap(readings);
  const known = [...words, ...BANK_WORDS].filter((word) => word.length >= NAME_MIN);
  const tried = [...known, ...known.map((word) => Array.from(word).reverse().join(''))];
  const left = tried.toSorted((a, b) => b.length - a.length).reduce((text, word) => text.replaceAll(word, ''), reading);
  return left !== reading && left.length < OWN_MIN;
}

/** A common word that is half of it or more, or that has nothing but digits around it. */
function isCommonWordDressedUp(reading: string): boolean {
  for (let start = 0; start < OWN_MIN; start++)
    for (let end = reading.length; end - start >= WORD_MIN && start + reading.length - end < OWN_MIN; end--) {
      const around = reading.slice(0, start) + reading.slice(end);
      const isMost = end - start >= reading.length / 2;
      if (COMMON.has(reading.slice(start, end)) && (isMost || !/\p{L}/u.test(around))) return true;
    }
  return false;
}

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
