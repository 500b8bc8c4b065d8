import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkThenMove } from './check-then-move';
import { naive } from './naive';
import { optimistic } from './optimistic';
import { ordered } from './ordered';
import { senderFirst } from './sender-first';
import { serializable } from './serializable';
import type { Way, WayName } from './way';

/** What a client does on a connection of its own; the bank's way alone, `batched`, has one for all clients. */
export const WAYS: Record<Exclude<WayName, 'batched'>, Way> = {
  naive,
  'check-then-move': checkThenMove,
  'sender-first': senderFirst,
  ordered,
  optimistic,
  serializable,
};

export const WAY_NAMES = [...Object.keys(WAYS), 'batched'] as WayName[];

/** The file that runs, as it was written. */
export function sourceOf(way: WayName): string {
  return readFileSync(join(labs(), 'src', 'ways', `${way}.ts`), 'utf8');
}

/** The workspace's folder, which is further up when this runs compiled. */
function labs(): string {
  const folders = __dirname.split(/[\\/]/);
  return folders.includes('dist') ? __dirname.slice(0, __dirname.lastIndexOf('dist')) : dirname(dirname(__dirname));
}
