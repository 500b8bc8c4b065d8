import { bug as bug01 } from './01/bug';
import { bug as bug02 } from './02/bug';
import { bug as bug03 } from './03/bug';
import { bug as bug04 } from './04/bug';
import { bug as bug05 } from './05/bug';
import { bug as bug06 } from './06/bug';
import { bug as bug07 } from './07/bug';
import { bug as bug08 } from './08/bug';
import { bug as bug09 } from './09/bug';
import { bug as bug10 } from './10/bug';
import { bug as bug11 } from './11/bug';
import { bug as bug12 } from './12/bug';
import { bug as bug13 } from './13/bug';
import { bug as bug14 } from './14/bug';
import { bug as bug15 } from './15/bug';
import { bug as bug16 } from './16/bug';
import { bug as bug17 } from './17/bug';
import { bug as bug18 } from './18/bug';
import { bug as bug19 } from './19/bug';
import { bug as bug20 } from './20/bug';
import type { Bug, Edit } from './bug.types';

const all = [
  bug01,
  bug02,
  bug03,
  bug04,
  bug05,
  bug06,
  bug07,
  bug08,
  bug09,
  bug10,
  bug11,
  bug12,
  bug13,
  bug14,
  bug15,
  bug16,
  bug17,
  bug18,
  bug19,
  bug20,
];

/** A bug with the name of its folder, which is all that it is called by: 01, 02 and so on. */
export interface NumberedBug extends Bug {
  number: string;
}

export const bugs: readonly NumberedBug[] = all.map((bug, i) => ({ ...bug, number: String(i + 1).padStart(2, '0') }));

/** @returns undefined when there is none of that number, which may be written without its zero */
export function bugOf(number: string): NumberedBug | undefined {
  return bugs.find((bug) => bug.number === number.padStart(2, '0'));
}

/** A seed names one of the bugs, the same every time; neighbouring seeds have nothing in common. */
export function bugOfSeed(seed: number): NumberedBug {
  const mixed = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b) >>> 0;
  const bug = bugs[(Math.imul(mixed ^ (mixed >>> 13), 0x9e3779b1) >>> 0) % bugs.length];
  if (!bug) throw new Error('There are no bugs');
  return bug;
}

/**
 * The text of the edited file.
 *
 * @throws Error unless the text to replace is in it exactly once
 */
export function applied({ file, find, replace }: Edit, source: string): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(
      `${file} has the text to replace ${String(more.length + Number(after !== undefined))} times, not once`,
    );
  return `${before}${replace}${after}`;
}
