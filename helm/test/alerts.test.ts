import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CHART } from './chart';
import { missing, run } from './tools';

describe('alerts', { skip: missing('promtool') }, () => {
  test('are rules that Prometheus reads', () => {
    const result = run('promtool', ['check', 'rules', '--lint-fatal', join(CHART, 'files', 'alerts.yaml')]);
    assert.equal(result.status, 0, result.stdout + result.stderr);
  });

  test('speak when they should, and not otherwise', () => {
    const result = run('promtool', ['test', 'rules', join(__dirname, 'alerts.scenarios.yaml')]);
    assert.equal(result.status, 0, result.stdout + result.stderr);
  });

  test('are read by the Prometheus of compose', () => {
    const folder = join(__dirname, '..', '..', 'docker', 'observability');
    const config = readFileSync(join(folder, 'prometheus.yaml'), 'utf8');
    assert.match(config, /rule_files: \[\/etc\/prometheus\/alerts\.yaml\]/);
    const result = run('promtool', ['check', 'config', '--syntax-only', join(folder, 'prometheus.yaml')]);
    assert.equal(result.status, 0, result.stdout + result.stderr);
  });
});
