/** Far enough apart to be told from each other. */
const HUES = 18;

/** A hue in degrees, always the same for the same person: FNV-1a over the name, folded. */
export function hueOf(person: string): number {
  let hash = 0x811c9dc5;
  for (const char of person) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) % HUES) * (360 / HUES);
}
