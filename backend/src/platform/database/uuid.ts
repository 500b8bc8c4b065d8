import { randomFillSync } from 'node:crypto';
import { UUID, V7Generator } from 'uuidv7';

const LATEST_MS = 2 ** 48 - 1;
/** What was made this near is named as of now: its id ascends with the others'. */
const NEAR_MS = 60_000;

/** Random words, taken from the system a page at a time. */
const words = new Uint32Array(1024);
let used = words.length;

const generator = new V7Generator({ nextUint32: nextWord });

/**
 * A new UUID version 7 (RFC 9562). Those made now ascend strictly within this process.
 *
 * @param at the moment of what it names; when that is not about now, as in a seeded history, the id bears it
 */
export function newId(at?: Date): string {
  if (!at || Math.abs(Date.now() - at.getTime()) < NEAR_MS) return generator.generate().toString();
  return new V7Generator().generateOrResetWithTs(at.getTime()).toString();
}

/** The lowest UUID version 7 of a moment: everything made from then on is not below it. */
export function firstIdAt(moment: Date): string {
  return UUID.fromFieldsV7(Math.min(Math.max(moment.getTime(), 0), LATEST_MS), 0, 0, 0).toString();
}

/** A word is used once, and not kept. */
function nextWord(): number {
  if (used === words.length) {
    randomFillSync(words);
    used = 0;
  }
  const word = words[used] ?? 0;
  words[used] = 0;
  used += 1;
  return word;
}
