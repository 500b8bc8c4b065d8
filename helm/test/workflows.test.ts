import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, '.github', 'workflows');

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Workflow {
  permissions?: Record<string, string>;
  jobs: Record<string, { permissions?: Record<string, string>; 'timeout-minutes'?: number; steps: Step[] }>;
}

const workflows = readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')] as const);
const action = readFileSync(join(ROOT, '.github', 'actions', 'chart-tools', 'action.yml'), 'utf8');
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts,
);

describe('workflows', () => {
  test('name the actions of others by commit, with the version beside it', () => {
    for (const text of [action, ...workflows.map(([, content]) => content)])
      for (const [line] of text.matchAll(/^.*\buses: (?!\.\/).*$/gm))
        assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  for (const [file, text] of workflows) {
    const workflow = parse(text) as Workflow;

    test(`${file} may read the code and no more, but where a job says so`, () => {
      assert.deepEqual(workflow.permissions, { contents: 'read' });
      const more = Object.entries(workflow.jobs).filter(([, { permissions }]) => permissions !== undefined);
      assert.deepEqual(
        more.map(([name]) => name),
        file === 'release.yml' ? ['images', 'chart'] : [],
      );
    });

    test(`${file} ends each job in time, and leaves no token in the checkout`, () => {
      for (const [name, job] of Object.entries(workflow.jobs)) {
        assert.ok(job['timeout-minutes'] !== undefined, name);
        for (const step of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
          assert.equal(step.with?.['persist-credentials'], false, name);
      }
    });

    test(`${file} runs scripts that there are`, () => {
      const run = Object.values(workflow.jobs).flatMap(({ steps }) => steps.map((step) => step.run ?? ''));
      for (const [, name = ''] of run.join('\n').matchAll(/npm run (?:--?\w+ )*([\w:]+)/g))
        assert.ok(scripts.includes(name), name);
    });
  }

  test('try Windows and macOS, a cluster with both Helms, known holes and images', () => {
    const ci = parse(readFileSync(join(FOLDER, 'ci.yml'), 'utf8')) as Workflow;
    const text = JSON.stringify(ci.jobs);
    for (const wanted of ['windows-latest', 'macos-latest', 'test:cluster', 'helm3', 'npm audit', 'trivy'])
      assert.ok(text.includes(wanted), wanted);
  });
});
