import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applied, bugOf } from './catalogue';

/** `apply.ts NUMBER FOLDER` edits the source in a folder for good; for builds of images, which have a copy. */
function main([number = '', folder = '']: string[]): void {
  const bug = bugOf(number);
  if (!bug || folder === '')
    throw new Error('apply.ts takes the number of a bug, 1 to 20, and a folder like backend/src');
  const file = join(folder, bug.edit.file);
  writeFileSync(file, applied(bug.edit, readFileSync(file, 'utf8')));
}

main(process.argv.slice(2));
