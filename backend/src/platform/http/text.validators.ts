import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
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

/** Emoji as Unicode recommends them, which may be put together of several characters with invisible ones in between. */
const EMOJI = new RegExp(String.raw`\p{RGI_Emoji}`, 'gv');
/** The joiners where a script cannot be written without them: after a virama, and within Arabic words. */
const JOINERS =
  /(?<=[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA\u1039\u103A])[\u200C\u200D]|(?<=\p{Script=Arabic})\u200C(?=\p{Script=Arabic})/gu;
/**
 * What is not shown, or changes how the rest is shown: controls and formats with the marks of direction, what renderers
 * pass over (among it letters: the Hangul fillers), blanks that are no spaces, separators of lines, what is private or means nothing.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\uFFFD\u{1D159}]|(?!\p{Extended_Pictographic})\p{Cn}/u;
/** More marks on one character than any script puts there paint over the lines around. */
const MARKS_MAX = 4;
const STACKED_MARKS = new RegExp(String.raw`\p{M}{${String(MARKS_MAX + 1)}}`, 'u');
/** A mark with nothing of its own to sit on changes what stands before the text. */
const LOOSE_MARK = /(?:^|\p{Z})\p{M}/u;

const ASCII = /^[ -~]*$/;

/**
 * Whether a text shows all there is in it, and itself alone: well-formed Unicode without anything invisible or
 * direction-changing, and with a bounded number of marks on each character.
 */
export function isPlainText(value: unknown): boolean {
  if (typeof value !== 'string' || !value.isWellFormed()) return false;
  if (ASCII.test(value)) return true;
  const composed = value.normalize('NFC');
  if (STACKED_MARKS.test(composed) || LOOSE_MARK.test(composed)) return false;
  return !UNSEEN.test(composed.replace(EMOJI, '').replace(JOINERS, ''));
}

/** Whether there is anything to see in a text that shows all there is in it. */
export function isVisible(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}

/** A name as it is kept: composed (NFC), with single spaces and none at its ends. */
export function normaliseName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(/^ | $/g, '');
}

/** A text without the differences that do not matter where words are looked for: case, accents, width. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
