import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse as parseYaml } from 'yaml';
import { at, backend, find, parse, podSpec, render, type Manifest } from './chart';
import { schemaArguments } from './schemas';
import { missing, run } from './tools';

const FOLDER = join(__dirname, '..', 'examples');
const ROOT = join(__dirname, '..', '..');
const EXAMPLES = readdirSync(FOLDER);
/** Files of values for the chart; all others are manifests to apply. */
const VALUES = ['values.yaml', 'next.yaml'];

const read = (...path: string[]) => readFileSync(join(FOLDER, ...path), 'utf8');

function manifests(example: string): Manifest[] {
  const files = readdirSync(join(FOLDER, example)).filter((file) => !VALUES.includes(file));
  return files.flatMap((file) => parse(read(example, file)));
}

/** The chart as an example has it, from its file or from within the object that installs it. */
function rendered(example: string, file = 'values.yaml', release = 'bank'): Manifest[] {
  return render({ release, namespace: 'bank', values: parseYaml(read(example, file)) as object });
}

const names = (all: Manifest[], kind: string) =>
  all.filter((manifest) => manifest.kind === kind).map(({ metadata }) => metadata.name);

describe('every example', () => {
  test('is valid for the resources it is made of', { skip: missing('kubeconform') }, () => {
    const text = EXAMPLES.flatMap((example) => manifests(example)).map((manifest) => JSON.stringify(manifest));
    const args = ['-strict', '-summary', '-kubernetes-version', '1.34.0', ...schemaArguments()];
    const result = run('kubeconform', args, text.join('\n---\n'));
    assert.equal(result.status, 0, result.stdout + result.stderr);
    assert.match(result.stdout, new RegExp(`Valid: ${String(text.length)}, Invalid: 0, Errors: 0, Skipped: 0`));
  });

  for (const example of EXAMPLES) {
    test(`${example} has a page that names each of its files`, () => {
      const page = join(ROOT, 'docs', 'labs', `${example}.md`);
      assert.ok(existsSync(page), page);
      const text = readFileSync(page, 'utf8');
      for (const file of readdirSync(join(FOLDER, example))) assert.ok(text.includes(`${example}/${file}`), file);
      assert.ok(readFileSync(join(ROOT, 'docs', 'labs', 'helm.md'), 'utf8').includes(`(${example}.md)`));
    });

    for (const file of VALUES.filter((name) => existsSync(join(FOLDER, example, name))))
      test(`${example}/${file} renders`, { skip: missing('helm', 'kubeconform') }, () => {
        const text = rendered(example, file).map((manifest) => JSON.stringify(manifest));
        const args = ['-strict', '-kubernetes-version', '1.34.0', ...schemaArguments()];
        const result = run('kubeconform', args, text.join('\n---\n'));
        assert.equal(result.status, 0, result.stdout + result.stderr);
      });
  }
});

describe('examples and chart agree', { skip: missing('helm') }, () => {
  test('Argo CD and Flux install it with values that it takes', () => {
    for (const values of [
      at(find(manifests('argo-cd'), 'Application'), 'spec.source.helm.valuesObject'),
      at(find(manifests('flux'), 'HelmRelease'), 'spec.values'),
    ])
      assert.ok(render({ namespace: 'bank', values: values as object }).length > 5);
  });

  test("Flux's first install migrates, and its upgrades too, as they are Helm's own", () => {
    const values = at(find(manifests('flux'), 'HelmRelease'), 'spec.values') as object;
    const all = render({ namespace: 'bank', values });
    assert.equal(podSpec(backend(all))?.initContainers?.length, 1);
    assert.equal(find(all, 'Job').metadata.annotations?.['helm.sh/hook'], 'pre-upgrade');
  });

  test('the rollout and KEDA scale the Deployment there is, and nobody else does', () => {
    for (const [example, path] of [
      ['argo-rollouts', 'spec.workloadRef.name'],
      ['keda', 'spec.scaleTargetRef.name'],
    ] as const) {
      const all = rendered(example);
      const scaler = manifests(example).find(({ kind }) => ['Rollout', 'ScaledObject'].includes(kind));
      assert.equal(at(scaler ?? {}, path), backend(all).metadata.name);
      assert.ok(!('replicas' in backend(all).spec));
      assert.deepEqual(names(all, 'HorizontalPodAutoscaler'), []);
    }
  });

  test("the rollout's pods are the service's, and the proof is let through to them", () => {
    const all = rendered('argo-rollouts');
    const rollout = find(manifests('argo-rollouts'), 'Rollout');
    assert.deepEqual(at(rollout, 'spec.selector.matchLabels'), find(all, 'Service', '-backend').spec.selector);
    const template = find(manifests('argo-rollouts'), 'AnalysisTemplate');
    const labels = at(template, 'spec.metrics.0.provider.job.spec.template.metadata.labels');
    const admitted = JSON.stringify(find(all, 'NetworkPolicy', '-backend').spec.ingress);
    assert.ok(admitted.includes(JSON.stringify({ podSelector: { matchLabels: labels } })));
  });

  test('the weights are between services of the two releases', () => {
    const services = [...names(rendered('gateway-weights', 'next.yaml'), 'Service')];
    services.push(...names(rendered('gateway-weights', 'next.yaml', 'bank-next'), 'Service'));
    const rules = find(manifests('gateway-weights'), 'HTTPRoute').spec.rules as { backendRefs: { name: string }[] }[];
    for (const { name } of rules.flatMap(({ backendRefs }) => backendRefs)) assert.ok(services.includes(name), name);
  });

  test('KEDA asks for metrics that the backend exports', () => {
    const page = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
    const asked = read('keda', 'scaledobject.yaml').match(/\bbank_[a-z_]+/g) ?? [];
    assert.ok(asked.length >= 2);
    for (const metric of asked) assert.ok(page.includes(`\`${metric}\``), metric);
  });

  test('the secrets that the store fills have the names and keys that pods mount', () => {
    const filled = new Map(
      manifests('external-secrets')
        .filter(({ kind }) => kind === 'ExternalSecret')
        .map((one) => [at(one, 'spec.target.name'), Object.keys(at(one, 'spec.target.template.data') as object)]),
    );
    const volumes = (podSpec(backend(rendered('external-secrets')))?.volumes ?? []) as {
      secret?: { secretName: string; items: { key: string }[] };
    }[];
    const mounted = volumes.flatMap(({ secret }) => (secret === undefined ? [] : [secret]));
    assert.equal(mounted.length, 4);
    for (const { secretName, items } of mounted)
      for (const { key } of items) assert.ok(filled.get(secretName)?.includes(key), `${secretName} ${key}`);
  });

  test('backup, cluster and restore speak of the same store and server', () => {
    const all = rendered('cloudnative-pg');
    const store = find(manifests('cloudnative-pg'), 'ObjectStore').metadata.name;
    const cluster = find(all, 'Cluster');
    assert.equal(at(cluster, 'spec.plugins.0.parameters.barmanObjectName'), store);
    const source = at(find(manifests('cloudnative-pg'), 'Cluster'), 'spec.externalClusters.0.plugin.parameters');
    assert.deepEqual(source, { barmanObjectName: store, serverName: cluster.metadata.name });
  });
});
