import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHART, KUBE_VERSIONS, PROFILES, template, VARIANTS, valuesArguments } from './chart';
import { schemaArguments } from './schemas';
import { missing, run } from './tools';

const skip = missing('helm');

/** Every rung and every variant, in one stream. */
function everything(kubeVersion: string): string {
  const ladder = Object.keys(PROFILES).map((profile) => template({ profile, kubeVersion }));
  const variants = Object.values(VARIANTS).map((values) => template({ values, kubeVersion }));
  return [...ladder, ...variants].join('\n---\n');
}

describe('helm lint --strict', { skip }, () => {
  for (const profile of Object.keys(PROFILES))
    test(profile, () => {
      const result = run('helm', ['lint', '--strict', CHART, ...valuesArguments(profile)]);
      assert.equal(result.status, 0, result.stdout + result.stderr);
    });
});

describe('output is valid Kubernetes', { skip: missing('helm', 'kubeconform') }, () => {
  for (const version of KUBE_VERSIONS)
    test(`strictly, on ${version}`, () => {
      const args = ['-strict', '-summary', '-kubernetes-version', version, ...schemaArguments()];
      const result = run('kubeconform', args, everything(version));
      assert.equal(result.status, 0, result.stdout + result.stderr);
      assert.match(result.stdout, /Invalid: 0, Errors: 0, Skipped: 0/);
    });

  test('and an unknown field would be found', () => {
    const broken = template().replace('minReadySeconds:', 'minReadySecond:');
    const args = ['-strict', '-kubernetes-version', '1.34.0', ...schemaArguments()];
    const result = run('kubeconform', args, broken);
    assert.notEqual(result.status, 0);
    assert.match(result.stdout, /minReadySecond/);
  });
});

describe('rendering', { skip }, () => {
  for (const profile of Object.keys(PROFILES))
    test(`${profile} twice gives the same`, () => {
      assert.equal(template({ profile }), template({ profile }));
    });

  test('an older cluster is refused by name', () => {
    assert.throws(() => template({ kubeVersion: '1.29.0' }), /kubeVersion: >=1\.30\.0-0/);
  });

  test('a release name of 53 characters still gives valid resource names', () => {
    const text = template({ release: 'a'.repeat(53) });
    for (const [, name] of text.matchAll(/^ {2}name: (.*)$/gm)) assert.ok((name ?? '').length <= 63, name);
  });
});
