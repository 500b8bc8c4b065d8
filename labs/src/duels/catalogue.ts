import { deadlock } from './cases/deadlock';
import { doubleSpend } from './cases/double-spend';
import { keyBeforeLock } from './cases/key-before-lock';
import { limitPhantom } from './cases/limit-phantom';
import { lostUpdate } from './cases/lost-update';
import { optimisticConflict } from './cases/optimistic-conflict';
import { serializableAbort, writeSkew } from './cases/skew';
import type { DuelName } from './duel.types';
import type { DuelCase } from './program';

export const DUELS: Record<DuelName, DuelCase> = {
  'lost-update': lostUpdate,
  'double-spend': doubleSpend,
  deadlock,
  'write-skew': writeSkew,
  'serializable-abort': serializableAbort,
  'optimistic-conflict': optimisticConflict,
  'key-before-lock': keyBeforeLock,
  'limit-phantom': limitPhantom,
};

export const DUEL_NAMES = Object.keys(DUELS) as DuelName[];
