import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRunFolder, removeRunFolder } from '../stack/folders';
import { SmallDisk, smallDiskProblem } from './small-disk';

describe('a small disk', () => {
  it('is for root on Linux', () => {
    const here = process.platform === 'linux' && process.getuid?.() === 0;
    expect(smallDiskProblem() === undefined).toBe(here);
  });

  if (smallDiskProblem() !== undefined) return;

  it('has no room when it is filled, room again when it is emptied, and is gone when it is unmounted', async () => {
    const folder = createRunFolder();
    const disk = await SmallDisk.mount(join(folder, 'disk'), 4);
    const write = (name: string): void => {
      writeFileSync(join(disk.folder, name), Buffer.alloc(100_000));
    };
    write('before');
    disk.fill();
    expect(() => {
      write('during');
    }).toThrow('ENOSPC');
    disk.empty();
    write('after');
    await disk.unmount();
    expect(existsSync(join(disk.folder, 'before'))).toBe(false);
    removeRunFolder(folder);
  });
});
