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

interface Rule {
  alert?: string;
  record?: string;
  annotations?: { runbook_url?: string };
}

const RULES = (parse(alerts) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);

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

/** Whom pods sign in as at PostgreSQL, which reads like a metric. */
const PODS_USER = 'bank_pod';

describe('alerts, dashboard and their page', () => {
  for (const [name, text] of Object.entries({ alerts, dashboard, 'docs/operations.md': page }))
    test(`${name} speaks only of metrics that the backend exports`, () => {
      const used = metrics(text);
      assert.ok(used.size > 3);
      assert.deepEqual(
        [...used].filter((metric) => !EXPORTED.has(metric) && metric !== PODS_USER),
        [],
      );
    });

  test('every metric and every alert is explained', () => {
    const names = [...EXPORTED, ...RULES.flatMap(({ alert }) => alert ?? [])];
    assert.ok(names.length > 12);
    assert.deepEqual(
      names.filter((name) => !page.includes(`\`${name}\``)),
      [],
    );
  });
});

describe('a runbook', () => {
  for (const { alert, annotations } of RULES.filter((rule) => rule.alert !== undefined))
    test(`is there for ${alert ?? ''}, with what it means and what to do`, () => {
      const anchor = (alert ?? '').toLowerCase();
      assert.equal(annotations?.runbook_url?.split('/docs/')[1], `operations.md#${anchor}`);
      const section = new RegExp(`^### \`${alert ?? ''}\`\\n([^]*?)(?=^##)`, 'm').exec(page)?.[1] ?? '';
      assert.match(section, /\*\*Means:\*\*/);
      assert.match(section, /\*\*Do:\*\*/);
    });
});

describe('the dashboard', () => {
  test('asks for series that a rule records', () => {
    const recorded = RULES.flatMap(({ record }) => record ?? []);
    const asked = dashboard.match(/\bbank:[a-z_]+:[a-z_0-9]+/g) ?? [];
    assert.ok(asked.length >= 6);
    for (const series of asked) assert.ok(recorded.includes(series), series);
  });

  test('has a panel for what is left of each objective, and none above another', () => {
    const { panels } = JSON.parse(dashboard) as {
      panels: { id: number; title: string; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    for (const title of ['Error budget left', 'Latency budget left'])
      assert.ok(panels.some((panel) => panel.title === title));
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    for (const { title, gridPos: a } of panels)
      for (const { title: other, gridPos: b } of panels)
        if (title !== other)
          assert.ok(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y, `${title}, ${other}`);
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
