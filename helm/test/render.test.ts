import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CHART, KUBE_VERSIONS, PROFILES, render, template, VARIANTS, valuesArguments } from './chart';
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

  test('names too long to keep stay different', () => {
    const names = (release: string) => render({ release }).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const [one, other] = ['a', 'b'].map((end) => names(`${'long-'.repeat(10)}${end}`)) as [string[], string[]];
    assert.deepEqual(
      one.filter((name) => other.includes(name)),
      [],
    );
  });

  test('a release name of 53 characters still gives valid resource names', () => {
    const text = template({ release: 'a'.repeat(53) });
    for (const [, name] of text.matchAll(/^ {2}name: (.*)$/gm)) assert.ok((name ?? '').length <= 63, name);
  });
});

describe('Helm 3', { skip: missing('helm', 'helm3') }, () => {
  /** But for empty lines at the end of files, and that only Helm 4 reads the log of a test before it takes the test away. */
  const same = (text: string) =>
    text.replace(/(\\n)+"/g, '\\n"').replace(/"before-hook-creation(,hook-succeeded)?"/, '""');

  for (const profile of Object.keys(PROFILES))
    test(`renders ${profile} as Helm 4 does`, () => {
      const [three, four] = (['helm3', 'helm'] as const).map((helm) =>
        render({ profile, helm, kubeVersion: '1.34.0' }),
      );
      const sorted = (manifests = [] as object[]) => manifests.map((one) => same(JSON.stringify(one))).sort();
      assert.deepEqual(sorted(three), sorted(four));
    });

  test('lints it', () => {
    const result = run('helm3', ['lint', '--strict', '--kube-version', '1.34.0', CHART]);
    assert.equal(result.status, 0, result.stdout + result.stderr);
  });

  test('takes the flags that docs/operations.md names for it, and Helm 4 its own', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
    for (const [helm, flags] of [
      ['helm', ['--rollback-on-failure', '--reset-then-reuse-values', '--wait']],
      ['helm3', ['--atomic', '--reset-then-reuse-values', '--wait']],
    ] as const) {
      const help = run(helm, ['upgrade', '--help']).stdout;
      for (const flag of flags) {
        assert.match(help, new RegExp(`^\\s+(-\\w, )?${flag}\\b`, 'm'), `${helm} ${flag}`);
        assert.ok(page.includes(flag), flag);
      }
    }
  });
});
