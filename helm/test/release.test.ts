import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { parse } from 'yaml';
import { release } from '../../scripts/release';

const ROOT = join(__dirname, '..', '..');
const FILES = [
  'package.json',
  'package-lock.json',
  'backend/package.json',
  'frontend/package.json',
  'labs/package.json',
  'testkit/package.json',
  'docker/backend.Dockerfile',
  'docker/web.Dockerfile',
  'docker/lab.Dockerfile',
  'helm/banking-demo/Chart.yaml',
  'helm/examples/argo-cd/application.yaml',
  'helm/examples/argo-rollouts/rollout.yaml',
];

interface Chart {
  version: string;
  appVersion: string;
  annotations: Record<string, string>;
}

function versions(root: string): Set<string> {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const manifests = FILES.filter((path) => path.endsWith('.json')).map(
    (path) => (JSON.parse(read(path)) as Chart).version,
  );
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
  const chart = parse(read('helm/banking-demo/Chart.yaml')) as Chart;
  const images = parse(chart.annotations['artifacthub.io/images'] ?? '') as { image: string }[];
  const dockerfiles = FILES.filter((path) => path.endsWith('file')).map(
    (path) => /^ARG VERSION=(.*)$/m.exec(read(path))?.[1],
  );
  return new Set([
    ...manifests,
    ...['', 'backend', 'frontend', 'labs', 'testkit'].map((name) => packages[name]?.version ?? ''),
    chart.version,
    chart.appVersion,
    ...images.map(({ image }) => image.split(':')[1] ?? ''),
    ...dockerfiles.map((version) => version ?? ''),
    /targetRevision: (.*)/.exec(read('helm/examples/argo-cd/application.yaml'))?.[1] ?? '',
    /image: .*:(.*)/.exec(read('helm/examples/argo-rollouts/rollout.yaml'))?.[1] ?? '',
  ]);
}

test('bank, packages, chart and images are of one version', () => {
  assert.equal(versions(ROOT).size, 1, [...versions(ROOT)].join());
});

describe('a release', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'release-'));
    for (const path of FILES) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      cpSync(join(ROOT, path), join(root, path));
    }
    changelog('### Added\n\n- Statements: as CSV\n  and as a page\n\n### Fixed\n\n- A typo\n');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function changelog(unreleased: string): void {
    writeFileSync(
      join(root, 'CHANGELOG.md'),
      `# Changelog\n\n## Unreleased\n\n${unreleased}\n## 0.0.9 - 2026-01-01\n\n- Old\n`,
    );
  }

  test('sets every version', () => {
    release(root, '7.8.9', '2026-12-24');
    assert.deepEqual([...versions(root)], ['7.8.9']);
  });

  test('closes the open section of the CHANGELOG and opens a new one', () => {
    release(root, '7.8.9', '2026-12-24');
    const text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    assert.match(text, /## Unreleased\n\n## 7\.8\.9 - 2026-12-24\n\n### Added/);
  });

  test('tells Artifact Hub what changed', () => {
    release(root, '7.8.9-rc.1', '2026-12-24');
    const { annotations } = parse(readFileSync(join(root, 'helm/banking-demo/Chart.yaml'), 'utf8')) as Chart;
    assert.deepEqual(parse(annotations['artifacthub.io/changes'] ?? ''), [
      { kind: 'added', description: 'Statements: as CSV and as a page' },
      { kind: 'fixed', description: 'A typo' },
    ]);
    assert.equal(annotations['artifacthub.io/prerelease'], 'true');
  });

  test('is refused without a version, or with nothing to tell, and then changes nothing', () => {
    assert.throws(() => release(root, 'next', '2026-12-24'), /"next" is not a version/);
    changelog('');
    assert.throws(() => release(root, '7.8.9', '2026-12-24'), /write what changed first/);
    assert.deepEqual(versions(root), versions(ROOT));
  });
});
