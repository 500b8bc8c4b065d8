import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, find, PROFILES, podSpec, render, type Manifest } from './chart';
import { missing } from './tools';

const skip = missing('helm');

function backend(manifests: Manifest[]): Manifest {
  return find(manifests, 'Deployment', '-backend');
}

function environment(manifests: Manifest[]): Record<string, string | undefined> {
  const fromMap = find(manifests, 'ConfigMap', '-config').data ?? {};
  const own = podSpec(backend(manifests))?.containers[0]?.env ?? [];
  return { ...fromMap, ...Object.fromEntries(own.map(({ name, value }) => [name, value])) };
}

describe('scaling', { skip }, () => {
  for (const profile of Object.keys(PROFILES))
    test(`${profile}: the autoscaler and the deployment do not fight over replicas`, () => {
      const manifests = render({ profile });
      const scaled = manifests.some((manifest) => manifest.kind === 'HorizontalPodAutoscaler');
      assert.equal('replicas' in backend(manifests).spec, !scaled);
    });

  test('the autoscaler shrinks slowly and grows at once', () => {
    const hpa = find(render({ profile: 'production' }), 'HorizontalPodAutoscaler');
    assert.ok(Number(at(hpa, 'spec.behavior.scaleDown.stabilizationWindowSeconds')) >= 300);
    assert.equal(at(hpa, 'spec.behavior.scaleUp.stabilizationWindowSeconds'), 0);
    assert.equal(at(hpa, 'spec.scaleTargetRef.name'), backend(render({ profile: 'production' })).metadata.name);
  });

  test('pods spread over zones and nodes, by force in ha', () => {
    const constraints = at(backend(render({ profile: 'ha' })), 'spec.template.spec.topologySpreadConstraints');
    assert.ok(Array.isArray(constraints));
    assert.deepEqual(
      (constraints as Record<string, unknown>[]).map((c) => [c.topologyKey, c.whenUnsatisfiable]),
      [
        ['topology.kubernetes.io/zone', 'DoNotSchedule'],
        ['kubernetes.io/hostname', 'DoNotSchedule'],
      ],
    );
  });

  test('drains take one pod at a time', () => {
    const budget = find(render(), 'PodDisruptionBudget', '-backend');
    assert.equal(budget.spec.maxUnavailable, 1);
    assert.equal(budget.spec.unhealthyPodEvictionPolicy, 'AlwaysAllow');
  });
});

describe('leaving', { skip }, () => {
  for (const profile of Object.keys(PROFILES))
    test(`${profile}: the grace period outlasts preStop and drain`, () => {
      const manifests = render({ profile });
      const spec = podSpec(backend(manifests));
      const preStop = Number(at(spec ?? {}, 'containers.0.lifecycle.preStop.sleep.seconds'));
      const drain = Number(environment(manifests).SHUTDOWN_TIMEOUT_MS) / 1000;
      assert.ok(preStop > 0 && drain > 0);
      assert.ok(Number(spec?.terminationGracePeriodSeconds) > preStop + drain);
    });

  test('a rollout never goes below the wanted number of pods', () => {
    assert.equal(at(backend(render()), 'spec.strategy.rollingUpdate.maxUnavailable'), 0);
  });

  test('liveness knows no dependency, readiness does', () => {
    const container = podSpec(backend(render()))?.containers[0] ?? {};
    assert.equal(at(container, 'livenessProbe.httpGet.path'), '/health/live');
    assert.equal(at(container, 'readinessProbe.httpGet.path'), '/health/ready');
    assert.equal(at(container, 'startupProbe.httpGet.path'), '/health/ready');
  });
});

describe('configuration', { skip }, () => {
  const checksum = (values: object) =>
    at(backend(render({ values })), 'spec.template.metadata.annotations.checksum/config');

  test('a change of it rolls the pods', () => {
    assert.notEqual(checksum({}), checksum({ config: { transferMax: 5 } }));
    assert.notEqual(checksum({}), checksum({ demo: { seed: true } }));
  });

  test('a change elsewhere does not', () => {
    assert.equal(checksum({}), checksum({ web: { replicas: 5 } }));
  });

  test('a change of the backend service rolls web, whose nginx holds its address', () => {
    const web = (port: number) =>
      at(
        find(render({ values: { backend: { service: { port } } } }), 'Deployment', '-web'),
        'spec.template.metadata.annotations.checksum/config',
      );
    assert.notEqual(web(80), web(8080));
  });

  test('large amounts stay whole numbers', () => {
    const manifests = render({ values: { config: { transferMax: 9007199254740991, welcomeGrant: 1000000000 } } });
    assert.equal(environment(manifests).TRANSFER_MAX, '9007199254740991');
    assert.equal(environment(manifests).WELCOME_GRANT, '1000000000');
  });

  test('pods know their name and listen on all addresses', () => {
    assert.equal(environment(render()).HOST, '0.0.0.0');
    assert.ok('POD_NAME' in environment(render()));
  });

  test('traces cost nothing unless asked for', () => {
    assert.ok(!('OTEL_EXPORTER_OTLP_ENDPOINT' in environment(render())));
    const values = { config: { otlpEndpoint: 'http://collector:4318' } };
    assert.equal(environment(render({ values })).OTEL_EXPORTER_OTLP_ENDPOINT, 'http://collector:4318');
  });
});

describe('Redis', { skip }, () => {
  test('one address comes from the secret, as a file', () => {
    const env = environment(render({ profile: 'production' }));
    assert.equal(env.REDIS_URL_FILE, '/run/secrets/bank/redis/value');
    assert.ok(!('REDIS_URL' in env || 'REDIS_SENTINELS' in env || 'REDIS_CLUSTER' in env));
  });

  test('sentinels name their primary', () => {
    const env = environment(render({ profile: 'ha' }));
    assert.match(env.REDIS_SENTINELS ?? '', /^([\w.-]+:26379,){2}[\w.-]+:26379\/mymaster$/);
    assert.equal(env.REDIS_PASSWORD_FILE, '/run/secrets/bank/redis/value');
  });

  test('a cluster is a list of nodes', () => {
    const env = environment(render({ profile: 'production on Redis Cluster' }));
    assert.match(env.REDIS_CLUSTER ?? '', /^([\w.-]+:6379,){2}[\w.-]+:6379$/);
  });
});

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

  test('can be left to others', () => {
    const values = { migrations: { initContainer: false, job: { enabled: false } } };
    const manifests = render({ profile: 'production', values });
    assert.equal(podSpec(backend(manifests))?.initContainers, undefined);
    assert.ok(!manifests.some(({ kind }) => kind === 'Job'));
  });

  test('a plain job gets a name per revision', () => {
    const job = find(render({ values: { migrations: { job: { hook: 'none' } } } }), 'Job');
    assert.match(job.metadata.name, /-migrate-1$/);
    assert.equal(job.metadata.annotations, undefined);
  });
});
