// Generates src/app/api from the committed contract, when the contract or the generator changed since the last time.
// Several commands may call it at once: each works in a folder of its own and moves the finished one into place.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const frontend = fileURLToPath(new URL('..', import.meta.url));
const contract = join(frontend, '..', 'openapi.json');
const settings = join(frontend, 'ng-openapi-gen.json');
const output = join(frontend, 'src', 'app', 'api');
const generator = require.resolve('ng-openapi-gen/lib/index.js');

if (!existsSync(contract)) {
  console.error('openapi.json is missing: run npm run openapi at the root.');
  process.exit(1);
}

const version = JSON.parse(readFileSync(require.resolve('ng-openapi-gen/package.json'), 'utf8')).version;
const stamp = createHash('sha256')
  .update(readFileSync(contract))
  .update(readFileSync(settings))
  .update(version)
  .digest('hex');

if (!isCurrent()) {
  const fresh = mkdtempSync(join(frontend, 'src', '.api-'));
  try {
    execFileSync(process.execPath, [generator, '--config', settings, '--output', join(fresh, 'api')], {
      cwd: frontend,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    writeFileSync(join(fresh, 'api', '.stamp'), stamp);
    putInPlace(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function isCurrent() {
  const file = join(output, '.stamp');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

function putInPlace(fresh) {
  try {
    if (existsSync(output)) renameSync(output, join(fresh, 'old'));
    renameSync(join(fresh, 'api'), output);
  } catch (error) {
    // Another command was quicker; what it made is the same.
    if (!isCurrent()) throw error;
  }
}
