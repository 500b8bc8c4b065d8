import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command } from '../command';
import { checkout } from '../stack/folders';
import { derivedFiles } from './derived';

/** `npm run openapi` ends with it: writes what is made of the contract. */
async function generate(): Promise<number> {
  // A further call moves the numbers in the names of those behind it.
  const bruno = join(checkout, 'qa', 'bruno');
  for (const file of readdirSync(bruno)) if (file.endsWith('.bru')) rmSync(join(bruno, file));
  for (const [path, text] of await derivedFiles()) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }
  return 0;
}

void command(generate);
