import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from './engine';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const example = new Map(
  [...read('docker/.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
);

function defaults(compose: string): [string, string][] {
  return [...compose.matchAll(/\$\{(\w+):-([^}]*)\}/g)].map(([, name = '', value = '']) => [name, value]);
}

describe('.env.example', () => {
  const used = defaults(read('docker/compose.yaml'));

  test('names every variable of compose.yaml, with its default', () => {
    assert.ok(used.length > 15);
    for (const [name, value] of used) assert.equal(example.get(name), value, name);
  });

  test('names nothing else', () => {
    assert.deepEqual([...new Set(used.map(([name]) => name))].sort(), [...example.keys()].sort());
  });
});

test('the Dockerfiles and compose.yaml build on the same images', () => {
  for (const file of ['docker/backend.Dockerfile', 'docker/web.Dockerfile'])
    for (const [, name = '', image] of read(file).matchAll(/^ARG (\w+_IMAGE)=(.*)$/gm))
      assert.equal(example.get(name), image, `${name} of ${file}`);
});

test('a checkout that turns line ends into those of Windows leaves what goes into images as it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bank-checkout-'));
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
    const files = git('ls-files', 'docker', '.ci').trim().split('\n');
    git('-c', 'core.autocrlf=true', 'checkout-index', `--prefix=${folder}/`, '--', ...files);
    for (const file of files) assert.ok(!readFileSync(join(folder, file), 'utf8').includes('\r'), file);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
