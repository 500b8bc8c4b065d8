import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkout } from '../stack/folders';
import { StackError } from '../stack/stack-error';
import type { Cluster } from './cluster';
import { LoadPod } from './load-pod';
import type { Options } from './options';
import { bookkeeping, failures, type Counts, type Step } from './report';

const CHART = join(checkout, 'helm', 'banking-demo');
/** Requests that are answered before and after each change, so that the change is all in the middle. */
const REQUESTS_AROUND = 150;
const CALM_TIMEOUT_MS = 120_000;
const PAUSE_MS = 500;
const BAD_UPGRADE_TIMEOUT = '60s';

/** The life of a release, one step after the other. Each leaves a line in the table, whatever becomes of it. */
export class Trial {
  readonly steps: Step[] = [];
  private readonly load: LoadPod;
  private readonly fullname: string;
  /** For the line of the step under way. */
  private note = '';

  constructor(
    private readonly cluster: Cluster,
    private readonly options: Options,
    private readonly say: (text: string) => void,
  ) {
    this.load = new LoadPod(cluster);
    this.fullname = `${options.release}-banking-demo`;
  }

  async run(): Promise<void> {
    await this.step('install', () => this.install());
    await this.step('ready', () => this.ready());
    await this.step('helm test', () => this.test());
    await this.step('upgrade with nothing new', () => this.upgradeWithNothingNew());
    await this.startLoad();
    await this.underLoad('upgrade', () => this.upgrade('--set', 'config.logLevel=debug'));
    await this.underLoad('web restarted', () => this.restart('web'));
    await this.underLoad('backends killed', () => this.kill());
    await this.underLoad('bad upgrade, rolled back', () => this.badUpgrade());
    await this.underLoad('rollback by hand', () => this.rollback());
    await this.step('books', () => this.books());
    await this.step('uninstall', () => this.uninstall());
  }

  private async step(name: string, act: () => Promise<string[]>, counts?: () => Promise<Counts>): Promise<void> {
    this.say(name);
    const begun = performance.now();
    const problems = await act();
    const step: Step = { name, seconds: (performance.now() - begun) / 1000, problems, note: this.note };
    this.note = '';
    if (counts) {
      step.counts = await counts();
      problems.push(...failures(step.counts));
    }
    this.steps.push(step);
  }

  private async underLoad(name: string, act: () => Promise<string[]>): Promise<void> {
    await this.load.phase();
    const before = await this.calm();
    await this.step(name, act, async () => add(before, await this.calm()));
  }

  /** Waits until requests are answered again, whatever the machine's speed. */
  private async calm(): Promise<Counts> {
    let counts: Counts = { answered: 0, repeated: 0, failed: [] };
    const deadline = Date.now() + CALM_TIMEOUT_MS;
    while (counts.answered < REQUESTS_AROUND && Date.now() < deadline) {
      await delay(PAUSE_MS);
      counts = add(counts, await this.load.phase());
    }
    return counts;
  }

  private async install(): Promise<string[]> {
    await this.cluster.kubectl('create', 'namespace', this.options.namespace);
    const restricted = 'pod-security.kubernetes.io/enforce=restricted';
    await this.cluster.kubectl('label', 'namespace', this.options.namespace, restricted);
    await this.cluster.helm('install', this.options.release, CHART, ...this.values());
    return [];
  }

  /** As asked for, and without limits per address: one machine's load is no class of people. */
  private values(): string[] {
    return ['--set', 'config.rateLimits=relaxed', ...this.options.values];
  }

  private async ready(): Promise<string[]> {
    for (const part of ['backend', 'web']) await this.rolledOut(part);
    return [];
  }

  private async rolledOut(part: string): Promise<void> {
    const timeout = `--timeout=${String(this.options.timeoutSeconds)}s`;
    await this.cluster.kubectl('rollout', 'status', `deployment/${this.fullname}-${part}`, timeout);
  }

  private async test(): Promise<string[]> {
    const { code, text } = await this.cluster.tryHelm('test', this.options.release, '--logs');
    return code === 0 ? [] : [`helm test failed: ${text.trim().slice(-500)}`];
  }

  private upgradeArguments(...more: string[]): string[] {
    const wait = ['--wait', '--timeout', `${String(this.options.timeoutSeconds)}s`];
    return ['upgrade', this.options.release, CHART, ...this.values(), ...wait, ...more];
  }

  private async upgrade(...more: string[]): Promise<string[]> {
    await this.cluster.helm(...this.upgradeArguments(...more));
    return [];
  }

  /** The same values once more must leave every pod alone. */
  private async upgradeWithNothingNew(): Promise<string[]> {
    const generations = () =>
      this.cluster.kubectl(
        'get',
        'deployments,statefulsets',
        '-o',
        'jsonpath={range .items[*]}{.metadata.name}={.metadata.generation} {end}',
      );
    const before = await generations();
    await this.upgrade();
    const after = await generations();
    return before === after ? [] : [`it changed workloads: ${before}became ${after}`];
  }

  private async restart(part: string): Promise<string[]> {
    await this.cluster.kubectl('rollout', 'restart', `deployment/${this.fullname}-${part}`);
    await this.rolledOut(part);
    return [];
  }

  private async kill(): Promise<string[]> {
    const backends = ['-l', `app.kubernetes.io/instance=${this.options.release},app.kubernetes.io/component=backend`];
    await this.cluster.kubectl('delete', 'pod', ...backends, '--grace-period=0', '--force', '--wait=false');
    await this.rolledOut('backend');
    return [];
  }

  /** A pool of none connections is a pod that ends at once; the migration before it is fine. */
  private async badUpgrade(): Promise<string[]> {
    const bad = ['--set', 'backend.extraEnv[0].name=DATABASE_POOL', '--set-string', 'backend.extraEnv[0].value=none'];
    const args = ['upgrade', this.options.release, CHART, ...this.values(), '--timeout', BAD_UPGRADE_TIMEOUT, ...bad];
    const { code } = await this.cluster.tryHelm(...args, this.cluster.rollbackFlag(), '--wait');
    await this.rolledOut('backend');
    const problems = code === 0 ? ['it was told as a success'] : [];
    const jobs = await this.cluster.kubectl('get', 'jobs', '-o', 'name');
    if (jobs.trim() !== '') problems.push(`it left ${jobs.trim()} behind`);
    return problems;
  }

  private async rollback(): Promise<string[]> {
    const wait = ['--wait', '--timeout', `${String(this.options.timeoutSeconds)}s`];
    await this.cluster.helm('rollback', this.options.release, '1', ...wait);
    return [];
  }

  private async startLoad(): Promise<void> {
    this.say('load');
    const path = 'jsonpath={.spec.template.spec.containers[0].image}';
    const image = await this.cluster.kubectl('get', 'deployment', `${this.fullname}-backend`, '-o', path);
    await this.load.start(image.trim(), `http://${this.fullname}-web`);
  }

  private async books(): Promise<string[]> {
    const ending = await this.load.stop();
    this.note = `${String(ending.posted)} payments, ${String(ending.lost)} notifications lost`;
    return bookkeeping(ending);
  }

  private async uninstall(): Promise<string[]> {
    await this.cluster.helm('uninstall', this.options.release, '--wait');
    const kinds = 'deployments,statefulsets,jobs,services,secrets,networkpolicies';
    const left = await this.cluster.kubectl(
      'get',
      kinds,
      '-o',
      'name',
      '-l',
      `app.kubernetes.io/instance=${this.options.release}`,
    );
    return left.trim() === '' ? [] : [`it left ${left.trim().split('\n').join(', ')}`];
  }

  /** Takes everything away that this made, also after a failure. */
  async cleanUp(): Promise<void> {
    if (this.options.keep) {
      this.say(`kept in the namespace ${this.options.namespace} of ${this.options.context}`);
      return;
    }
    const { code, text } = await this.cluster.tryKubectl(
      'delete',
      'namespace',
      this.options.namespace,
      '--ignore-not-found',
    );
    if (code !== 0) throw new StackError(`The namespace could not be deleted: ${text.trim()}`);
  }
}

function add(one: Counts, other: Counts): Counts {
  return {
    answered: one.answered + other.answered,
    repeated: one.repeated + other.repeated,
    failed: [...one.failed, ...other.failed],
  };
}
