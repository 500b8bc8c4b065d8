import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

interface Row {
  pid: number;
  parent: number;
}

/** All processes below the given one. */
export function descendants(pid: number): number[] {
  const rows = table();
  const found: number[] = [];
  const search = (parent: number): void => {
    for (const row of rows.filter((each) => each.parent === parent)) {
      found.push(row.pid);
      search(row.pid);
    }
  };
  search(pid);
  return found;
}

/** Resolves once none of these processes runs. */
export async function whenGone(pids: number[]): Promise<void> {
  for (;;) {
    const alive = new Set(table().map((row) => row.pid));
    if (!pids.some((pid) => alive.has(pid))) return;
    await delay(20);
  }
}

function table(): Row[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** Without those that ended and only wait to be noticed by their parent. */
function fromProc(): Row[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    const [state, parent] = status(entry);
    return state === undefined || state === 'Z' ? [] : [{ pid: Number(entry), parent: Number(parent) }];
  });
}

function status(pid: string): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, can hold anything.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function fromPs(): Row[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return lines.flatMap((line) => {
    const [pid, parent, state] = line.trim().split(/\s+/);
    return state?.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent) }];
  });
}
