import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { at, podSpec, type Container, type Manifest, type Node, type PodSpec } from '../../helm/test/chart';
import type { Bank, Output } from './engine';

const READY_TIMEOUT_MS = 60_000;
const PROBE_PAUSE_MS = 250;
const PROBE_TIMEOUT_MS = 2000;

interface Probe {
  httpGet?: { path: string };
  exec?: { command: string[] };
}

/**
 * Runs the pods of rendered manifests in Docker, under the users, rights, files and variables that the manifests give
 * them, on a network where services have their names. There is no cluster in it: service ports must equal the pods'.
 */
export class Kubelet {
  private readonly folder = mkdtempSync(join(tmpdir(), 'bank-pods-'));
  private readonly containers: string[] = [];

  constructor(
    private readonly bank: Bank,
    private readonly network: string,
    private readonly manifests: Manifest[],
    private readonly namespace: string,
  ) {
    chmodSync(this.folder, 0o755);
    bank.docker('network', 'create', network);
  }

  /** Starts a workload's one pod: init containers to their end, then the container until its probe succeeds. */
  async start(manifest: Manifest): Promise<string> {
    const spec = this.spec(manifest);
    for (const init of spec.initContainers ?? []) {
      const { status, text } = this.complete(manifest, init);
      if (status !== 0) throw new Error(`init container ${init.name} of ${manifest.metadata.name} failed:\n${text}`);
    }
    const [container] = spec.containers;
    if (container === undefined) throw new Error(`${manifest.metadata.name} has no container`);
    const id = this.bank.docker('run', '-d', ...this.arguments(manifest, spec, container)).trim();
    this.containers.push(id);
    await this.ready(id, container);
    return id;
  }

  /** Runs a container to its end, as for init containers, jobs and test pods. */
  complete(manifest: Manifest, container?: Container): Output {
    const spec = this.spec(manifest);
    const chosen = container ?? spec.containers[0];
    if (chosen === undefined) throw new Error(`${manifest.metadata.name} has no container`);
    return this.bank.try('run', '--rm', ...this.arguments(manifest, spec, chosen));
  }

  remove(): void {
    for (const id of this.containers) this.bank.try('rm', '--force', '--volumes', id);
    this.bank.try('network', 'rm', this.network);
    rmSync(this.folder, { recursive: true });
  }

  private spec(manifest: Manifest): PodSpec {
    const spec = podSpec(manifest);
    if (spec === undefined) throw new Error(`${manifest.kind} ${manifest.metadata.name} has no pods`);
    return spec;
  }

  private arguments(manifest: Manifest, spec: PodSpec, container: Container): string[] {
    const { runAsUser, runAsGroup } = spec.securityContext;
    const command = container.command as string[] | undefined;
    return [
      ...['--network', this.network, '--user', `${String(runAsUser)}:${String(runAsGroup)}`],
      ...this.aliases(manifest).flatMap((alias) => ['--network-alias', alias]),
      ...['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
      ...((container.ports as { containerPort: number }[] | undefined) ?? []).flatMap(({ containerPort }) => [
        '-p',
        `127.0.0.1::${String(containerPort)}`,
      ]),
      ...this.variables(manifest, container).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      ...this.mounts(spec, container),
      ...(command?.[0] === undefined ? [] : ['--entrypoint', command[0]]),
      container.image,
      ...(command?.slice(1) ?? []),
      ...(container.args ?? []),
    ];
  }

  /** Names of the services that select the pod. */
  private aliases(manifest: Manifest): string[] {
    const labels = (at(manifest, 'spec.template.metadata.labels') ?? manifest.metadata.labels) as Record<
      string,
      string
    >;
    return this.manifests
      .filter(({ kind, spec }) => kind === 'Service' && matches(spec.selector as Record<string, string>, labels))
      .flatMap(({ metadata }) => [metadata.name, `${metadata.name}.${this.namespace}.svc`]);
  }

  private variables(manifest: Manifest, container: Container): [string, string][] {
    const maps = (container.envFrom ?? []) as { configMapRef: { name: string } }[];
    const fromMaps = maps.flatMap(({ configMapRef }) => Object.entries(this.data('ConfigMap', configMapRef.name)));
    const own = (container.env ?? []).map(({ name, value }): [string, string] => [
      name,
      value ?? manifest.metadata.name,
    ]);
    return [...fromMaps, ...own];
  }

  private mounts(spec: PodSpec, container: Container): string[] {
    const mounts = (container.volumeMounts ?? []) as { name: string; mountPath: string }[];
    return mounts.flatMap(({ name, mountPath }) => {
      const volume = spec.volumes?.find((candidate) => candidate.name === name);
      if (volume === undefined) throw new Error(`no volume ${name}`);
      if ('emptyDir' in volume) {
        const { runAsUser, fsGroup } = spec.securityContext;
        return ['--tmpfs', `${mountPath}:uid=${String(runAsUser)},gid=${String(fsGroup)},mode=0770`];
      }
      return ['-v', `${this.files(volume, Number(spec.securityContext.fsGroup))}:${mountPath}:ro`];
    });
  }

  /** Writes a Secret's or ConfigMap's keys as files, readable by the pod's group like a kubelet's. */
  private files(volume: Node, group: number): string {
    const folder = mkdtempSync(join(this.folder, `${String(volume.name)}-`));
    const secret = volume.secret as { secretName: string; items?: { key: string; path: string }[] } | undefined;
    const data = secret ? this.data('Secret', secret.secretName) : this.data('ConfigMap', at(volume, 'configMap.name'));
    const items = secret?.items ?? Object.keys(data).map((key) => ({ key, path: key }));
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    for (const { key, path } of items) {
      const file = join(folder, path);
      writeFileSync(file, data[key] ?? '', { mode: 0o444 });
      if (process.getuid?.() !== 0) continue;
      chownSync(file, 0, group);
      chmodSync(file, secret ? 0o440 : 0o444);
    }
    return folder;
  }

  private data(kind: string, name: unknown): Record<string, string> {
    const manifest = this.manifests.find((candidate) => candidate.kind === kind && candidate.metadata.name === name);
    if (manifest === undefined) throw new Error(`the chart renders no ${kind} ${String(name)}`);
    return manifest.data ?? manifest.stringData ?? {};
  }

  private async ready(id: string, container: Container): Promise<void> {
    const probe = (container.readinessProbe ?? {}) as Probe;
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await this.probe(id, container, probe))) {
      const running = this.bank.inspect(id, '.State.Running');
      if (running !== true || Date.now() > deadline)
        throw new Error(`${container.name} is not ready:\n${this.bank.try('logs', '--tail', '30', id).text}`);
      await delay(PROBE_PAUSE_MS);
    }
  }

  private async probe(id: string, container: Container, { httpGet, exec }: Probe): Promise<boolean> {
    if (exec !== undefined) return this.bank.try('exec', id, ...exec.command).status === 0;
    if (httpGet === undefined) return true;
    const port = String(at(container, 'ports.0.containerPort'));
    const published = this.bank.try('port', id, port).text.trim();
    return answers(`http://${published}${httpGet.path}`);
  }
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { timeout: PROBE_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      resolve(false);
    });
  });
}

function matches(selector: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
