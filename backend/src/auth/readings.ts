import { fold } from '../platform/http/plain-text';

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
