import { execFileSync } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openFolder } from '../stack/folders';
import { ServerProcess } from '../stack/server-process';
import { StackError } from '../stack/stack-error';

/** Why a file system of its own cannot be had here. */
export function smallDiskProblem(): string | undefined {
  if (process.platform !== 'linux') return 'it takes a small file system, which only Linux makes in memory';
  return process.getuid?.() === 0 ? undefined : 'it takes a small file system, which only root may mount';
}

/**
 * A file system in memory that can run out of room. It is mounted as long as a process lives that unmounts it at its end, so
 * that whatever ends processes ends it, too.
 */
export class SmallDisk {
  private constructor(
    readonly folder: string,
    private readonly bytes: number,
    private readonly keeper: ServerProcess,
  ) {}

  static async mount(folder: string, megabytes: number): Promise<SmallDisk> {
    openFolder(folder);
    const marker = join(folder, '.mounted');
    const script = `trap 'umount -l "$1"' EXIT; trap 'exit 0' TERM
      mount -t tmpfs -o size="$2"m,mode=755 banking-demo "$1" && : > "$1/.mounted" || exit 1
      sleep infinity & wait`;
    const keeper = await ServerProcess.start({
      name: 'The small disk',
      command: 'sh',
      args: ['-c', script, 'sh', folder, String(megabytes)],
      stopSignal: 'SIGTERM',
      stops: 'last',
      output: 'inherit',
    });
    while (!existsSync(marker)) {
      if (keeper.exit) throw new StackError(`A file system of ${String(megabytes)} MB cannot be mounted at ${folder}.`);
      await delay(20);
    }
    return new SmallDisk(folder, megabytes * 1024 * 1024, keeper);
  }

  /** Leaves not a byte of room, by making it no larger than what is on it. */
  fill(): void {
    while (this.freeBytes > 0) {
      const { blocks, bfree, bsize } = statfsSync(this.folder);
      try {
        this.resize((blocks - bfree) * bsize);
      } catch {
        // More was written meanwhile than there would be room for.
      }
    }
  }

  /** It has as much room as at the start. */
  empty(): void {
    this.resize(this.bytes);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  async unmount(): Promise<void> {
    await this.keeper.stop();
  }

  private resize(bytes: number): void {
    const options = `remount,size=${String(bytes)}`;
    execFileSync('mount', ['-o', options, this.folder], { stdio: 'ignore' });
  }
}
