import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, backend, environment, extra, find, podSpec, PROFILES, render, variant, type Container } from './chart';
import { missing } from './tools';

const skip = missing('helm');

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
    assert.equal(at(container, 'startupProbe.httpGet.path'), '/health/live');
  });
});

describe('resources', { skip }, () => {
  const none = { requests: { 'ephemeral-storage': null, cpu: null }, limits: { 'ephemeral-storage': null } };

  test('that are set to null are left out', () => {
    const container = podSpec(backend(render({ values: { backend: { resources: none } } })))?.containers[0];
    assert.deepEqual(Object.keys(container?.resources.requests ?? {}), ['memory']);
    assert.ok(!JSON.stringify(container?.resources).includes('null'));
  });
});

describe('configuration', { skip }, () => {
  const checksum = (values: object) =>
    at(backend(render({ values })), 'spec.template.metadata.annotations.checksum/config');

  test('a change of it rolls the pods', () => {
    assert.notEqual(checksum({}), checksum({ config: { transferMax: 5 } }));
    assert.notEqual(checksum({}), checksum({ demo: { seed: true } }));
  });

  test('a change of where the databases are let through rolls the pods, so that a wrong port is noticed', () => {
    const network = (values: object) =>
      at(backend(render({ profile: 'external', values })), 'spec.template.metadata.annotations.checksum/network');
    assert.notEqual(network({}), network({ database: { port: 5433 } }));
    assert.notEqual(network({}), network({ redis: { ports: [6390] } }));
    assert.equal(network({}), network({ config: { logLevel: 'debug' } }));
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
    assert.equal(env.REDIS_URL_FILE, '/run/secrets/bank/redis/url');
    assert.ok(!('REDIS_URL' in env || 'REDIS_SENTINELS' in env || 'REDIS_CLUSTER' in env));
  });

  test('sentinels name their primary', () => {
    const env = environment(render({ profile: 'ha' }));
    assert.match(env.REDIS_SENTINELS ?? '', /^([\w.-]+:26379,){2}[\w.-]+:26379\/mymaster$/);
    assert.equal(env.REDIS_PASSWORD_FILE, '/run/secrets/bank/redis/password');
  });

  test("users, TLS, the sentinels' own access and a prefix reach the pods", () => {
    const values = variant('private authorities, users and an owner of the tables');
    const env = environment(render({ values }));
    assert.equal(env.REDIS_USERNAME, 'bank');
    assert.equal(env.REDIS_TLS, 'true');
    assert.equal(env.REDIS_SENTINEL_USERNAME, 'watch');
    assert.equal(env.REDIS_SENTINEL_PASSWORD_FILE, '/run/secrets/bank/redis/sentinel-password');
    assert.equal(env.REDIS_PREFIX, 'bank-1:');
  });

  test('a cluster is a list of nodes', () => {
    const env = environment(render({ profile: 'production on Redis Cluster' }));
    assert.match(env.REDIS_CLUSTER ?? '', /^([\w.-]+:6379,){2}[\w.-]+:6379$/);
  });
});

describe('private authorities', { skip }, () => {
  test('are given to pods and migrations as files', () => {
    const manifests = render({ values: variant('private authorities, users and an owner of the tables') });
    const spec = podSpec(backend(manifests));
    const value = (name: string, container?: Container) =>
      container?.env?.find((variable) => variable.name === name)?.value;
    for (const container of [
      spec?.containers[0],
      spec?.initContainers?.[0],
      podSpec(find(manifests, 'Job'))?.containers[0],
    ])
      assert.equal(value('DATABASE_CA_FILE', container), '/run/secrets/bank/database-ca/ca.crt');
    assert.equal(value('REDIS_CA_FILE', spec?.containers[0]), '/run/secrets/bank/redis-ca/ca.crt');
    const volumes = JSON.stringify(spec?.volumes);
    assert.match(volumes, /"secretName":"database-ca".*"key":"root\.pem","path":"ca\.crt"/);
    assert.match(volumes, /"secretName":"redis-ca"/);
  });
});

describe('further variables, volumes and mounts', { skip }, () => {
  test('reach every container', () => {
    const manifests = render({ values: variant('files and variables everywhere') });
    const owners: [string, Container | undefined][] = [
      ['backend', podSpec(backend(manifests))?.containers[0]],
      ['migrations', podSpec(backend(manifests))?.initContainers?.[0]],
      ['migrations', podSpec(find(manifests, 'Job'))?.containers[0]],
      ['web', podSpec(find(manifests, 'Deployment', '-web'))?.containers[0]],
      ['tests', podSpec(find(manifests, 'Pod'))?.containers[0]],
      ['postgres', podSpec(find(manifests, 'StatefulSet', '-postgres'))?.containers[0]],
      ['redis', podSpec(find(manifests, 'StatefulSet', '-redis'))?.containers[0]],
    ];
    for (const [name, container] of owners) {
      assert.ok(JSON.stringify(container?.env).includes(`"value":"${name}"`), name);
      assert.ok(JSON.stringify(container?.volumeMounts).includes(`"extra-${name}"`), name);
    }
    const mounted = manifests.map((manifest) => podSpec(manifest)).filter((spec) => spec !== undefined);
    for (const spec of mounted) {
      const names = (spec.volumes ?? []).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
      for (const { volumeMounts } of [...spec.containers, ...(spec.initContainers ?? [])])
        for (const { name } of volumeMounts as { name: string }[]) assert.ok(names.includes(name), name);
    }
  });

  test('a volume that pods and migrations share is there once', () => {
    const values = { backend: extra('shared'), migrations: extra('shared') };
    const spec = podSpec(backend(render({ values })));
    assert.equal(spec?.volumes?.filter(({ name }) => name === 'extra-shared').length, 1);
  });
});

describe('below a path', { skip }, () => {
  test('pods, nginx, ingress, route and the test all know it', () => {
    const manifests = render({ values: variant('below a path, on IPv6') });
    assert.equal(environment(manifests).BASE_PATH, '/teaching/bank');
    const web = podSpec(find(manifests, 'Deployment', '-web'))?.containers[0]?.env ?? [];
    assert.equal(web.find(({ name }) => name === 'BASE_PATH')?.value, '/teaching/bank');
    const paths = (route: object) =>
      [...JSON.stringify(route).matchAll(/"(?:path|value)":"([^"]*)"/g)].map(([, path]) => path);
    const expected = ['/teaching/bank/api', '/teaching/bank/socket.io', '/teaching/bank'];
    assert.deepEqual(paths(find(manifests, 'Ingress')), expected);
    assert.deepEqual(paths(find(manifests, 'HTTPRoute')), expected);
    assert.match(podSpec(find(manifests, 'Pod'))?.containers[0]?.args?.[1] ?? '', /\/teaching\/bank$/);
    assert.equal(environment(manifests).HOST, '::');
  });

  test('nothing of it is left at the root of a host', () => {
    assert.ok(!('BASE_PATH' in environment(render())));
  });
});
