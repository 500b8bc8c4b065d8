import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, find, podSpec, render, type Manifest } from './chart';
import { missing } from './tools';

const skip = missing('helm');

type Labels = Record<string, string>;

function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function podLabels(manifest: Manifest): Labels {
  const labels = manifest.kind === 'Pod' ? manifest.metadata.labels : at(manifest, 'spec.template.metadata.labels');
  return labels as Labels;
}

describe('services', { skip }, () => {
  test('each one selects the pods of exactly one workload', () => {
    const manifests = render();
    const workloads = manifests.filter((manifest) => podSpec(manifest) !== undefined);
    for (const service of manifests.filter(({ kind }) => kind === 'Service')) {
      const chosen = workloads.filter((workload) => selects(service.spec.selector as Labels, podLabels(workload)));
      assert.deepEqual(
        chosen.map(({ metadata }) => metadata.name),
        [service.metadata.name],
      );
    }
  });

  test("nginx asks the backend's service under its own name and port", () => {
    const manifests = render({ values: { backend: { service: { port: 8080 } } } });
    const service = find(manifests, 'Service', '-backend').metadata.name;
    assert.match(
      find(manifests, 'ConfigMap', '-web').data?.['upstream.conf'] ?? '',
      new RegExp(`server ${service}\\.teaching\\.svc:8080 `),
    );
  });
});

describe('network policies', { skip }, () => {
  for (const profile of ['defaults', 'production', 'ha'])
    test(`${profile}: every pod is under one, for both directions`, () => {
      const manifests = render({ profile });
      const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
      for (const workload of manifests.filter((manifest) => podSpec(manifest) !== undefined)) {
        const own = policies.filter((policy) =>
          selects(at(policy, 'spec.podSelector.matchLabels') as Labels, podLabels(workload)),
        );
        assert.equal(own.length, 1, workload.metadata.name);
        assert.deepEqual(own[0]?.spec.policyTypes, ['Ingress', 'Egress']);
      }
    });

  test('the evaluation database admits backend and migrations only', () => {
    const policy = find(render(), 'NetworkPolicy', '-postgres');
    const from = at(policy, 'spec.ingress.0.from') as { podSelector: { matchLabels: Labels } }[];
    const components = from.map(({ podSelector }) => podSelector.matchLabels['app.kubernetes.io/component']);
    assert.deepEqual(components, ['backend', 'migrate']);
  });

  /** Who may reach a port of the backend. */
  function admitted(manifests: Manifest[], port: string): string {
    const rules = find(manifests, 'NetworkPolicy', '-backend').spec.ingress as {
      from: object;
      ports: { port: string }[];
    }[];
    return JSON.stringify(rules.filter(({ ports }) => ports.some((one) => one.port === port)).map(({ from }) => from));
  }

  test('other pods reach nginx, but neither the API past it nor the metrics', () => {
    const manifests = render();
    assert.match(JSON.stringify(find(manifests, 'NetworkPolicy', '-web').spec.ingress), /"namespaceSelector":\{\}/);
    for (const port of ['http', 'metrics']) assert.doesNotMatch(admitted(manifests, port), /"namespaceSelector":\{\}/);
    assert.match(admitted(manifests, 'http'), /"app\.kubernetes\.io\/component":"web"/);
    assert.match(admitted(manifests, 'metrics'), /"kubernetes\.io\/metadata\.name":"monitoring"/);
    assert.doesNotMatch(admitted(manifests, 'metrics'), /"component"/);
  });

  test('where a route leads to the API, the gateway alone reaches it', () => {
    const gateway = /"kubernetes\.io\/metadata\.name":"gateways"/;
    assert.match(admitted(render({ profile: 'production' }), 'http'), gateway);
    assert.doesNotMatch(admitted(render({ profile: 'production' }), 'metrics'), gateway);
    const open = { ingress: { enabled: true, hosts: ['bank.example.com'] } };
    assert.match(admitted(render({ values: open }), 'http'), /"namespaceSelector":\{\}/);
  });

  test('nobody reads metrics where nobody is named', () => {
    assert.equal(admitted(render({ values: { networkPolicy: { monitoring: [] } } }), 'metrics'), '[]');
  });

  test('the port of the traces is opened', () => {
    const ports = (otlpEndpoint: string) =>
      JSON.stringify(find(render({ values: { config: { otlpEndpoint } } }), 'NetworkPolicy', '-backend').spec.egress);
    assert.match(ports('http://collector:4318/'), /"port":4318/);
    assert.match(ports('https://traces.example.com'), /"port":443/);
  });
});

describe('routes', { skip }, () => {
  const paths = (route: object) => JSON.stringify(route);

  test('the API and its socket go straight to the backend, the rest to web', () => {
    const ingress = find(render({ profile: 'external' }), 'Ingress');
    const rules = at(ingress, 'spec.rules.0.http.paths') as { path: string; backend: { service: { name: string } } }[];
    assert.deepEqual(
      rules.map(({ path, backend }) => [path, backend.service.name]),
      [
        ['/api', 'bank-banking-demo-backend'],
        ['/socket.io', 'bank-banking-demo-backend'],
        ['/', 'bank-banking-demo-web'],
      ],
    );
    const route = find(render({ profile: 'production' }), 'HTTPRoute');
    assert.equal(at(route, 'spec.rules.0.backendRefs.0.name'), 'bank-banking-demo-backend');
    assert.equal(at(route, 'spec.rules.1.backendRefs.0.name'), 'bank-banking-demo-web');
  });

  test('operations endpoints are not routed from outside', () => {
    for (const profile of ['external', 'production'])
      for (const route of render({ profile }).filter(({ kind }) => kind === 'Ingress' || kind === 'HTTPRoute'))
        assert.doesNotMatch(paths(route), /"(\/metrics|\/health)/);
  });
});

describe('CloudNativePG', { skip }, () => {
  test('its secret is the one the bank reads', () => {
    const manifests = render({ profile: 'ha' });
    const volumes = JSON.stringify(podSpec(find(manifests, 'Deployment', '-backend'))?.volumes);
    assert.ok(volumes.includes(`"secretName":"${find(manifests, 'Cluster').metadata.name}-app"`));
  });

  test('commits wait for a standby, and uninstalling keeps the books', () => {
    const cluster = find(render({ profile: 'ha' }), 'Cluster');
    assert.deepEqual(at(cluster, 'spec.postgresql.synchronous'), {
      method: 'any',
      number: 1,
      dataDurability: 'required',
    });
    assert.equal(cluster.metadata.annotations?.['helm.sh/resource-policy'], 'keep');
  });
});
