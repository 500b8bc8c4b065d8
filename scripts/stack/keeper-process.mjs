// Outlives the process that started it and then stops what that process left running, however it died. Orders arrive as
// lines of JSON on standard input; its end means that the process is gone.
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 10_000;

/** @type {Map<number, NodeJS.Signals>} */
const watched = new Map();
/** @type {Set<string>} */
const folders = new Set();

/** @param {import('./keeper.js').Order} order */
function obey(order) {
  if (order.do === 'watch') watched.set(order.pid, order.signal);
  else if (order.do === 'forget') watched.delete(order.pid);
  else if (order.do === 'remove') folders.add(order.folder);
  else folders.delete(order.folder);
}

/**
 * Signals the whole process group where there are groups.
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether somebody was there to be signalled
 */
function send(pid, signal) {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * One that ended and is only not noticed by its parent, as happens in containers without an init, does not count.
 * @param {number} pid
 */
function lives(pid) {
  if (!send(pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return false;
  }
}

async function cleanUp() {
  for (const [pid, signal] of watched) {
    send(pid, signal);
    // A stopped process acts on nothing but SIGKILL until it is continued.
    if (process.platform !== 'win32') send(pid, 'SIGCONT');
  }
  const deadline = Date.now() + patienceMs;
  const left = () => [...watched.keys()].filter(lives);
  while (left().length > 0 && Date.now() < deadline) await delay(50);
  for (const pid of left()) send(pid, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

for await (const line of createInterface({ input: process.stdin })) {
  /** @type {unknown} */
  const order = JSON.parse(line);
  obey(/** @type {import('./keeper.js').Order} */ (order));
}
await cleanUp();
