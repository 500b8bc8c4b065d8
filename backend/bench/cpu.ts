import { readFileSync } from 'node:fs';
import { descendants } from '../../scripts/stack/process-table';

/** Linux counts processor time in these. */
const TICK_MICROS = 10_000;

/**
 * Processor time that processes and those below them have used so far, in microseconds; null where /proc does not tell.
 * Unlike rates it hardly depends on what else the machine is doing.
 */
export function cpuMicros(pids: readonly number[]): number | null {
  if (pids.length === 0 || process.platform !== 'linux') return null;
  const all = new Set(pids.flatMap((pid) => [pid, ...descendants(pid)]));
  return [...all].reduce((sum, pid) => sum + ticks(pid, pids.includes(pid)), 0) * TICK_MICROS;
}

/** User and system time of one process, and for a root of the tree also of its children that ended. */
function ticks(pid: number, root: boolean): number {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, root ? 15 : 13).reduce((sum, field) => sum + Number(field), 0);
  } catch {
    // It ended meanwhile; its parent has the time.
    return 0;
  }
}
