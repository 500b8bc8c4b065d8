import { UUID, V7Generator } from 'uuidv7';

const LATEST_MS = 2 ** 48 - 1;
/** What was made this near is named as of now: its id ascends with the others'. */
const NEAR_MS = 60_000;

const generator = new V7Generator();

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
