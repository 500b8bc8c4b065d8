import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
  for (const file of ['docker/backend.Dockerfile', 'docker/web.Dockerfile', 'docker/lab.Dockerfile'])
    for (const [, name = '', image] of read(file).matchAll(/^ARG (\w+_IMAGE)=(.*)$/gm))
      assert.equal(example.get(name), image, `${name} of ${file}`);
});

test('a release publishes the image of every Dockerfile', () => {
  const images = /^ +image: \[(.*)\]$/m.exec(read('.github/workflows/release.yml'))?.[1]?.split(', ');
  const files = readdirSync(join(ROOT, 'docker')).filter((file) => file.endsWith('.Dockerfile'));
  assert.deepEqual(images?.map((image) => `${image}.Dockerfile`).sort(), files.sort());
});

test('what is compiled for amd64 in the lock file is there for arm64 too', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version: string; os?: string[]; cpu?: string[]; libc?: string[]; dev?: boolean }>;
  };
  const native = Object.entries(packages).filter(
    ([, { os, cpu, libc, dev }]) =>
      dev !== true && os?.includes('linux') && cpu?.includes('x64') && (libc?.includes('glibc') ?? true),
  );
  assert.ok(native.length > 0);
  for (const [name, { version }] of native) {
    const other = packages[name.replace('x64', 'arm64')];
    assert.equal(other?.version, version, name);
    assert.deepEqual(other.cpu, ['arm64'], name);
  }
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
