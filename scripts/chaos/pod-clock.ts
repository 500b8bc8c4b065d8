import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARIES = ['/usr/lib', '/usr/local/lib'];

/** The library that bends time for a process: Debian's package libfaketime has it. */
function faketimeLibrary(): string | undefined {
  const folders = LIBRARIES.flatMap((base) => [
    join(base, 'faketime'),
    ...(existsSync(base) ? readdirSync(base).map((name) => join(base, name, 'faketime')) : []),
  ]);
  return folders.map((folder) => join(folder, 'libfaketimeMT.so.1')).find((file) => existsSync(file));
}

export function clockProblem(): string | undefined {
  return faketimeLibrary() ? undefined : 'it takes libfaketime, which Debian has as a package';
}

/** The time of day as one process sees it. What only measures how long something takes stays true. */
export class PodClock {
  private constructor(
    private readonly file: string,
    private readonly library: string,
  ) {
    this.set(0);
  }

  /** @param file where the process finds how wrong its clock is */
  static at(file: string): PodClock | undefined {
    const library = faketimeLibrary();
    return library === undefined ? undefined : new PodClock(file, library);
  }

  /** What the process is to be started with. */
  get env(): Record<string, string> {
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_RESET: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** Lets it go wrong by so much, within a second. */
  set(seconds: number): void {
    writeFileSync(this.file, `${seconds < 0 ? '-' : '+'}${String(Math.abs(seconds))}\n`);
  }
}
