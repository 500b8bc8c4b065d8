import { ValidateBy } from 'class-validator';
import { fold } from '../platform/http/plain-text';

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

/** Latin letters together with those of a script that has lookalikes of them, in one word: nobody spells like that in good faith. */
const MIXED =
  /\p{Script=Latin}[^\s\p{P}]*[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}][^\s\p{P}]*\p{Script=Latin}/u;

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

/** Pairs of a character and the letter it stands for: digits and signs, as in `p4$$w0rd`, and letters of other scripts that look the same. */
const PAIRS =
  '0o 1i 3e 4a 5s 7t 8b @a $s !i |l аa вb сc еe нh іi јj кk мm оo рp ѕs тt уy хx αa βb εe ηn ιi κk νv οo ρp τt υu χx ıi ɡg ӏl ԁd';
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  PAIRS.split(' ').map((pair): [string, string] => [pair.charAt(0), pair.charAt(1)]),
);

/**
 * What people may read in a text: its letters and digits without case, accents and width, as they are and with every
 * lookalike taken for what it looks like; `1` looks like two letters.
 */
export function readings(text: string): string[] {
  const folded = fold(text);
  const asLetters = (one: string): string =>
    Array.from(folded, (character) => (character === '1' ? one : (LOOKALIKES.get(character) ?? character))).join('');
  return [...new Set([folded, asLetters('i'), asLetters('l')].map(lettersAndDigits))];
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}
