import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backend, find, podSpec, render, variant, type Container, type Manifest } from './chart';
import { missing } from './tools';

const skip = missing('helm');

describe('migrations', { skip }, () => {
  test('run before the pods on install, and before an upgrade', () => {
    const manifests = render();
    assert.deepEqual(
      podSpec(backend(manifests))?.initContainers?.map(({ args }) => args),
      [['dist/migrate.js']],
    );
    const job = find(manifests, 'Job');
    assert.equal(job.metadata.annotations?.['helm.sh/hook'], 'pre-upgrade');
    assert.deepEqual(podSpec(job)?.containers[0]?.args, ['dist/migrate.js']);
  });

  test('the job reads nothing that the upgrade itself changes', () => {
    assert.ok(!JSON.stringify(podSpec(find(render(), 'Job'))).includes('configMap'));
  });

  test('run before the install where no pod does them, under an account that is there already', () => {
    const job = find(render({ values: variant('migrations by a job alone') }), 'Job');
    assert.equal(job.metadata.annotations?.['helm.sh/hook'], 'pre-install,pre-upgrade');
    assert.equal(podSpec(job)?.serviceAccountName, 'default');
    assert.equal(podSpec(find(render(), 'Job'))?.serviceAccountName, 'bank-banking-demo');
  });

  test('that fail are taken away, their log printed first', () => {
    const annotations = find(render(), 'Job').metadata.annotations ?? {};
    assert.match(annotations['helm.sh/hook-delete-policy'] ?? '', /hook-failed/);
    assert.equal(annotations['helm.sh/hook-output-log-policy'], 'hook-failed');
  });

  test('of the bundled Postgres own the tables, and pods sign in as somebody who does not', () => {
    const manifests = render();
    const secret = find(manifests, 'Secret', '-postgres').stringData ?? {};
    assert.equal(new URL(secret.uri ?? '').username, 'bank');
    assert.equal(new URL(secret['pod-uri'] ?? '').username, 'bank_pod');
    assert.notEqual(new URL(secret.uri ?? '').password, new URL(secret['pod-uri'] ?? '').password);
    const spec = podSpec(backend(manifests));
    const mounts = (container?: Container) => JSON.stringify(container?.volumeMounts);
    assert.doesNotMatch(mounts(spec?.containers[0]), /database-owner/);
    for (const container of [spec?.initContainers?.[0], podSpec(find(manifests, 'Job'))?.containers[0]])
      assert.match(mounts(container), /database-owner/);
    assert.match(JSON.stringify(spec?.volumes), /"key":"pod-uri","path":"url"/);
  });

  test('sign in as the owner of the tables, and the pods never do', () => {
    const manifests = render({ values: variant('private authorities, users and an owner of the tables') });
    const name = 'MIGRATION_DATABASE_URL_FILE';
    const variables = (container?: Container) => container?.env?.map((variable) => variable.name) ?? [];
    assert.ok(variables(podSpec(find(manifests, 'Job'))?.containers[0]).includes(name));
    const spec = podSpec(backend(manifests));
    assert.ok(variables(spec?.initContainers?.[0]).includes(name));
    assert.ok(!variables(spec?.containers[0]).includes(name));
    assert.doesNotMatch(JSON.stringify(spec?.containers[0]), /database-owner/);
  });

  test('can be left to others', () => {
    const values = { migrations: { initContainer: false, job: { enabled: false } } };
    const manifests = render({ profile: 'production', values });
    assert.equal(podSpec(backend(manifests))?.initContainers, undefined);
    assert.ok(!manifests.some(({ kind }) => kind === 'Job'));
  });

  test('a plain job is named after what it runs, and stays', () => {
    const job = find(render({ values: { migrations: { job: { hook: 'none' } } } }), 'Job');
    assert.equal(job.metadata.annotations?.['helm.sh/hook'], undefined);
    assert.equal(job.metadata.annotations?.['argocd.argoproj.io/hook'], undefined);
    const name = (tag: string) => {
      const values = { migrations: { job: { hook: 'none' } }, backend: { image: { tag } } };
      return find(render({ values }), 'Job').metadata.name;
    };
    assert.notEqual(name('1.0.0'), name('1.1.0'));
    assert.equal(name('1.0.0'), name('1.0.0'));
    // Gone by itself it would be missing, and made again, for ever.
    assert.equal(job.spec.ttlSecondsAfterFinished, undefined);
  });
});

describe("Argo CD's order", { skip }, () => {
  const wave = ({ metadata }: Manifest) => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);

  for (const hook of ['helm', 'argocd'])
    test(`with the job's hook ${hook} the migration has all that it needs, and pods come after it`, () => {
      const values = { migrations: { job: { hook } }, backend: { autoscaling: { enabled: true } } };
      const manifests = render({ values });
      const job = find(manifests, 'Job');
      const annotations = job.metadata.annotations ?? {};
      // Within the sync: before it there would be no account and no secret yet. Made anew each time.
      assert.equal(annotations['argocd.argoproj.io/hook'], 'Sync');
      assert.equal(annotations['argocd.argoproj.io/hook-delete-policy'], 'BeforeHookCreation');
      const needed = ['ServiceAccount', 'Secret', 'ConfigMap', 'StatefulSet', 'Service', 'NetworkPolicy'];
      for (const manifest of manifests.filter(({ kind }) => needed.includes(kind)))
        assert.ok(wave(manifest) < wave(job), `${manifest.kind} ${manifest.metadata.name}`);
      for (const manifest of manifests.filter(({ kind }) => kind === 'Deployment'))
        assert.ok(wave(manifest) > wave(job), manifest.metadata.name);
      // An autoscaler without its target is not healthy, and would be waited for.
      assert.ok(wave(find(manifests, 'HorizontalPodAutoscaler')) > wave(backend(manifests)));
    });

  test('a tenth sync is the first one again', () => {
    const values = { migrations: { job: { hook: 'argocd' } } };
    assert.deepEqual(render({ values }), render({ values }));
  });
});
