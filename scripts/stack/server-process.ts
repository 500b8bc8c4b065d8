import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Account } from './folders';
import { keeper } from './keeper';
import { StackError } from './stack-error';

export interface Launch {
  /** How messages call it. */
  name: string;
  command: string;
  args: string[];
  /** Asks it to end, quickly but in order. */
  stopSignal: NodeJS.Signals;
  /** Whatever uses other processes stops before them. */
  stops: 'first' | 'last';
  /** A file that its output is appended to, or this process's own output. */
  output: { file: string } | 'inherit';
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  account?: Account | undefined;
  /** Written to its standard input, which is then closed. */
  input?: string;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const running = new Set<ServerProcess>();
let closing = false;

/** One started process with its group, ended by the keeper should this process die. */
export class ServerProcess {
  readonly pid: number;
  /** Set once it has ended. */
  exit: Exit | undefined;
  readonly ended: Promise<Exit>;

  private constructor(
    readonly launch: Launch,
    child: ChildProcess,
    pid: number,
  ) {
    this.pid = pid;
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.exit = { code, signal };
        running.delete(this);
        keeper.forget(pid);
        resolve(this.exit);
      });
    });
  }

  static async start(launch: Launch): Promise<ServerProcess> {
    if (closing) throw new StackError('Stopping.');
    const log = launch.output === 'inherit' ? undefined : openSync(launch.output.file, 'a');
    try {
      const child = spawn(launch.command, launch.args, {
        ...(launch.cwd === undefined ? {} : { cwd: launch.cwd }),
        ...(launch.account ?? {}),
        env: launch.env ?? process.env,
        // A group of its own: Ctrl-C reaches only this process, which then stops the others in order.
        detached: true,
        windowsHide: true,
        stdio: [launch.input === undefined ? 'ignore' : 'pipe', log ?? 'inherit', log ?? 'inherit'],
      });
      if (child.pid !== undefined) keeper.watch(child.pid, launch.stopSignal);
      const pid = await started(child, launch);
      const process_ = new ServerProcess(launch, child, pid);
      running.add(process_);
      child.stdin?.on('error', () => undefined).end(launch.input);
      return process_;
    } finally {
      if (log !== undefined) closeSync(log);
    }
  }

  send(signal: NodeJS.Signals): void {
    if (this.exit) return;
    try {
      process.kill(process.platform === 'win32' ? this.pid : -this.pid, signal);
    } catch {
      // It ended a moment ago; `ended` tells.
    }
  }

  /** Asks it to end and, if it does not, ends it. */
  async stop(patienceMs = 15_000): Promise<Exit> {
    this.send(this.launch.stopSignal);
    if (process.platform !== 'win32') this.send('SIGCONT');
    const patience = new AbortController();
    const ended = await Promise.race([this.ended, delay(patienceMs, undefined, { signal: patience.signal })]);
    patience.abort();
    return ended ?? this.kill();
  }

  kill(): Promise<Exit> {
    this.send('SIGKILL');
    return this.ended;
  }

  /** Waits until `ready` says so; fails with the last lines of the log when the process ends first or time runs out. */
  async until(ready: () => Promise<boolean>, patienceMs: number): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!this.exit && Date.now() < deadline) {
      if (await ready()) return;
      await delay(40);
    }
    const fate = this.exit
      ? `ended with ${this.exit.signal ?? `code ${String(this.exit.code)}`}`
      : `was not ready after ${String(patienceMs / 1000)} s`;
    throw new StackError(`${this.launch.name} ${fate}.${this.lastLines()}`);
  }

  lastLines(count = 15): string {
    if (this.launch.output === 'inherit') return '';
    const log = stripVTControlCharacters(readFileSync(this.launch.output.file, 'utf8'));
    const lines = log.trimEnd().split('\n').slice(-count);
    return ` The end of its log:\n  ${lines.join('\n  ')}`;
  }
}

function started(child: ChildProcess, launch: Launch): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => {
      resolve(child.pid ?? 0);
    });
    child.once('error', (error) => {
      reject(new StackError(`${launch.name} cannot be started: ${error.message}.`));
    });
  });
}

/** Runs a command to its end; fails with the last lines of its log. */
export async function run(launch: Launch): Promise<void> {
  const process_ = await ServerProcess.start(launch);
  const exit = await process_.ended;
  if (exit.code !== 0) {
    throw new StackError(
      `${launch.name} failed (${exit.signal ?? `code ${String(exit.code)}`}).${process_.lastLines(30)}`,
    );
  }
}

export function isStopping(): boolean {
  return closing;
}

/** Ends everything this process started; nothing can be started afterwards. */
export async function stopEverything(): Promise<void> {
  closing = true;
  for (const stage of ['first', 'last'] as const) {
    const processes = [...running].filter(({ launch }) => launch.stops === stage);
    await Promise.all(processes.map((process_) => process_.stop()));
  }
}
