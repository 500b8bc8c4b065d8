import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';

export type Order =
  | { do: 'watch'; pid: number; signal: NodeJS.Signals }
  | { do: 'forget'; pid: number }
  | { do: 'remove'; folder: string }
  | { do: 'keep'; folder: string };

/**
 * Tells a small process of its own what to stop and remove should this one die without doing so itself, be it by a bug
 * or by SIGKILL. Started with the first order; ends by itself when this process does.
 */
class Keeper {
  private process: ChildProcess | undefined;
  private readonly watched = new Map<number, NodeJS.Signals>();
  private readonly folders = new Set<string>();

  /** The signal is the one that makes this process stop and clean up quickest. */
  watch(pid: number, signal: NodeJS.Signals): void {
    this.watched.set(pid, signal);
    this.tell({ do: 'watch', pid, signal });
  }

  /** To be called as soon as the process ended: its id may soon be another's. */
  forget(pid: number): void {
    this.watched.delete(pid);
    this.tell({ do: 'forget', pid });
  }

  removeLater(folder: string): void {
    this.folders.add(folder);
    this.tell({ do: 'remove', folder });
  }

  forgetFolder(folder: string): void {
    this.folders.delete(folder);
    this.tell({ do: 'keep', folder });
  }

  private tell(order: Order): void {
    const line = `${JSON.stringify(order)}\n`;
    if (this.process) this.process.stdin?.write(line);
    else this.start();
  }

  /** A new keeper is told everything that holds, since an earlier one may have been killed. */
  private start(): void {
    const child = spawn(process.execPath, [join(__dirname, 'keeper-process.mjs')], {
      detached: true, // so that Ctrl-C in the terminal does not reach it
      stdio: ['pipe', 'ignore', 'ignore'],
      windowsHide: true,
      env: { PATH: process.env.PATH },
    });
    this.process = child;
    const lost = (): void => {
      if (this.process === child) this.process = undefined;
    };
    child.once('exit', lost).once('error', lost);
    child.stdin.on('error', lost);
    for (const [pid, signal] of this.watched) this.tell({ do: 'watch', pid, signal });
    for (const folder of this.folders) this.tell({ do: 'remove', folder });
    // Neither the keeper nor the pipe to it may keep this process alive.
    child.unref();
    if (child.stdin instanceof Socket) child.stdin.unref();
  }
}

export const keeper = new Keeper();
