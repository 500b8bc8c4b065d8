import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { at, CHART, find, render } from './chart';
import { missing } from './tools';

const ROOT = join(__dirname, '..', '..');
const alerts = readFileSync(join(CHART, 'files', 'alerts.yaml'), 'utf8');
const dashboard = readFileSync(join(CHART, 'files', 'dashboard.json'), 'utf8');
const page = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sources(path);
      return entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts') ? readFileSync(path, 'utf8') : '';
    })
    .join('\n');
}

function metrics(text: string): Set<string> {
  return new Set((text.match(/\bbank_[a-z_]+/g) ?? []).map((name) => name.replace(/_(bucket|sum|count)$/, '')));
}

/** The bank's own metrics, as the backend's source names them. */
const EXPORTED = new Set(
  [...sources(join(ROOT, 'backend', 'src')).matchAll(/'(bank_[a-z_]+)'/g)].map(([, name]) => name ?? ''),
);

describe('alerts, dashboard and their page', () => {
  for (const [name, text] of Object.entries({ alerts, dashboard, 'docs/operations.md': page }))
    test(`${name} speaks only of metrics that the backend exports`, () => {
      const used = metrics(text);
      assert.ok(used.size > 3);
      assert.deepEqual(
        [...used].filter((metric) => !EXPORTED.has(metric)),
        [],
      );
    });

  test('every metric and every alert is explained', () => {
    const { groups } = parse(alerts) as { groups: { rules: { alert: string }[] }[] };
    const names = [...EXPORTED, ...groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))];
    assert.ok(names.length > 12);
    assert.deepEqual(
      names.filter((name) => !page.includes(`\`${name}\``)),
      [],
    );
  });
});

describe('monitoring', { skip: missing('helm') }, () => {
  test('the rules and the dashboard arrive as they are', () => {
    const manifests = render({ profile: 'production' });
    assert.deepEqual(find(manifests, 'PrometheusRule').spec, parse(alerts));
    assert.deepEqual(
      JSON.parse(find(manifests, 'ConfigMap', '-dashboard').data?.['banking-demo.json'] ?? ''),
      JSON.parse(dashboard),
    );
  });

  test('the monitor selects the port that the service names', () => {
    const manifests = render({ profile: 'production' });
    const monitor = find(manifests, 'ServiceMonitor');
    const service = find(manifests, 'Service', '-backend');
    const ports = service.spec.ports as { name: string; port: number; targetPort: string }[];
    const scraped = ports.find(({ name }) => name === at(monitor, 'spec.endpoints.0.port'));
    assert.equal(scraped?.port, 9464);
    assert.equal(find(manifests, 'ConfigMap', '-config').data?.METRICS_PORT, '9464');
    assert.deepEqual(at(monitor, 'spec.selector.matchLabels'), service.spec.selector);
  });
});
