import { ValidateBy } from 'class-validator';
import { fold } from '../platform/http/text.validators';

/** What the bank calls itself, and words that its page uses for it; wherever they stand in a name, they speak for the bank. */
const NAMES = [
  'bankingdemo',
  'demobank',
  'yourbank',
  'ourbank',
  'mybank',
  'thebank',
  'treasury',
  'banksupport',
  'bankteam',
  'bankstaff',
];
/** Roles that only the bank has; as a word of their own they speak for it. */
const ROLES = new Set([
  ...[
    'admin',
    'admins',
    'administrator',
    'administration',
    'bank',
    'banking',
    'treasurer',
    'support',
    'helpdesk',
    'help',
  ],
  ...['security', 'staff', 'moderator', 'official', 'operator', 'root', 'system', 'sysadmin', 'superuser'],
  ...['fraud', 'customercare', 'kundenservice', 'kundendienst', 'kundenbetreuung', 'bankservice'],
  ...['hostmaster', 'postmaster', 'webmaster', 'abuse', 'compliance', 'noreply', 'customerservice', 'customersupport'],
]);

/** The bank's names as single words, for what must not be built on them. */
export const BANK_WORDS: readonly string[] = ['bankingdemo', 'banking', 'bank', 'demo'];

/** Whether a name could be taken for the bank's own, in whatever case, spelling or script it is written. */
export function isNameOfTheBank(name: string): boolean {
  if (readings(name).some((reading) => NAMES.some((each) => reading.includes(each)))) return true;
  const words = fold(name).split(/[\s\p{P}]+/u);
  return [...words, name].some((word) => readings(word).some((reading) => ROLES.has(reading.replace(/\p{N}+$/u, ''))));
}

/**
 * A word of more than one alphabet, which nobody spells in good faith: scripts have lookalikes of each other's letters.
 * Latin goes with those of East Asia, as Unicode has it for the level that it calls highly restrictive (UTS 39).
 */
const LATIN = String.raw`\p{Script=Latin}`;
const OTHER = String.raw`(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Bopomofo}|\p{Script=Hangul}|\p{Script=Common}|\p{Script=Inherited}|${LATIN})\p{L}`;
const INSIDE = String.raw`[^\s\p{P}]*`;
const CYRILLIC_OR_GREEK = String.raw`\p{Script=Cyrillic}${INSIDE}\p{Script=Greek}|\p{Script=Greek}${INSIDE}\p{Script=Cyrillic}`;
const MIXED = new RegExp(`${LATIN}${INSIDE}${OTHER}|${OTHER}${INSIDE}${LATIN}|${CYRILLIC_OR_GREEK}`, 'u');

export function IsNoNameOfTheBank(): PropertyDecorator {
  return ValidateBy({
    name: 'isNoNameOfTheBank',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && !MIXED.test(value) && !isNameOfTheBank(value),
      defaultMessage: (args) =>
        typeof args?.value === 'string' && MIXED.test(args.value)
          ? '$property must not mix alphabets within a word'
          : '$property is kept for the bank itself; choose another',
    },
  });
}

/**
 * Pairs of a character and the letter it stands for: digits and signs, as in `p4$$w0rd`; Latin letters that are small
 * capitals, or have a hook or stroke; and letters of other scripts that look the same.
 */
const PAIRS =
  'ʙb ᴀa ɴn ᴋk ᴅd ᴇe ᴍm ᴏo ꜱs ᴛt ʀr ʏy ᴜu ᴘp ʟl ɪi ɢg ʜh ᴄc ᴠv ᴡw ᴊj ƀb ɓb ƃb ƙk ɑa ɗd đd ɖd ɛe ǝe ɩi ɨi łl ɫl øo ɵo ŧt ƭt ʈt ŋn ɲn ƞn ɠg ǥg ħh ɱm ʂs ɍr ɏy ƴy ' +
  '0o 1i 3e 4a 5s 6b 7t 8b 9g @a $s !i |l аa вb сc еe нh іi јj кk мm оo рp ѕs тt уy хx αa βb εe ηn ιi κk νv οo ρp τt υu χx ıi ɡg ӏl ԁd';
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  PAIRS.split(' ').map((pair): [string, string] => [pair.charAt(0), pair.charAt(1)]),
);

/**
 * What people may read in a text: its letters and digits without case, accents and width, as they are and with every
 * lookalike taken for what it looks like. `1` looks like two letters, `rn` like one, and `l` like `i`.
 */
export function readings(text: string): string[] {
  const folded = fold(withPlainLetters(text));
  const asLetters = (one: string): string =>
    Array.from(folded, (character) => (character === '1' ? one : (LOOKALIKES.get(character) ?? character))).join('');
  const read = [folded, asLetters('i'), asLetters('l')].map(lettersAndDigits);
  return [...new Set([...read, ...read.map((reading) => reading.replaceAll('rn', 'm').replaceAll('l', 'i'))])];
}

/** First letters of the alphabet in white on black, and as the halves of flags, which Unicode does not take for letters. */
const ALPHABETS = [0x1f150, 0x1f170, 0x1f1e6];

function withPlainLetters(text: string): string {
  return text.replace(/[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}\u{1F1E6}-\u{1F1FF}]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    const first = ALPHABETS.findLast((each) => each <= point) ?? point;
    return String.fromCodePoint('a'.charCodeAt(0) + point - first);
  });
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}
