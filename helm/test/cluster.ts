import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHART } from './chart';
import { parse, type Manifest } from './chart';

/** Kinds that the chart renders, by API group and version: what Helm asks a server for before anything else. */
const KINDS: Record<string, string[]> = {
  v1: ['Secret', 'Service', 'ConfigMap', 'ServiceAccount', 'Pod'],
  'apps/v1': ['Deployment', 'StatefulSet'],
  'batch/v1': ['Job'],
  'policy/v1': ['PodDisruptionBudget'],
  'networking.k8s.io/v1': ['NetworkPolicy', 'Ingress'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
};

/** A part of an object that runs in a cluster. */
export interface Live {
  apiVersion: string;
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec?: object;
  data?: Record<string, string>;
}

function plural(kind: string): string {
  return `${kind.toLowerCase().replace(/y$/, 'ie').replace(/s$/, 'se')}s`;
}

/**
 * Just enough of a Kubernetes API for a chart to be rendered against: it tells its kinds and shows the objects it was
 * given. What `lookup` finds is thereby the test's to say; nothing can be created.
 */
export class Cluster {
  private readonly server: Server;

  constructor(objects: Live[], namespace = 'teaching') {
    const answers = new Map<string, object>(Object.entries(discovery()));
    for (const object of objects) {
      const root = object.apiVersion === 'v1' ? '/api/v1' : `/apis/${object.apiVersion}`;
      answers.set(`${root}/namespaces/${namespace}/${plural(object.kind)}/${object.metadata.name}`, {
        ...object,
        metadata: { ...object.metadata, namespace },
      });
    }
    this.server = createServer(({ url = '' }, answer) => {
      const found = answers.get(url.replace(/\?.*/, ''));
      answer.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
      answer.end(
        JSON.stringify(found ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 }),
      );
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Renders the chart as an upgrade of what runs here; throws with Helm's own message when the chart refuses. */
  async render(values: object, helm = 'helm'): Promise<Manifest[]> {
    const { port } = this.server.address() as AddressInfo;
    const args = ['template', 'bank', CHART, '-n', 'teaching', '--is-upgrade', '--dry-run=server', '-f', '-'];
    const server = [`--kube-apiserver=http://127.0.0.1:${String(port)}`, '--disable-openapi-validation'];
    const child = spawn(helm, [...args, ...server], { env: { ...process.env, KUBECONFIG: '/dev/null' } });
    child.stdin.end(JSON.stringify(values));
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    if (code !== 0) throw new Error(stderr);
    return parse(stdout);
  }
}

function discovery(): Record<string, object> {
  const groups = Object.keys(KINDS).filter((version) => version.includes('/'));
  const group = (groupVersion: string) => ({ groupVersion, version: groupVersion.split('/')[1] });
  return {
    '/version': { major: '1', minor: '34', gitVersion: 'v1.34.0' },
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groups.map((version) => ({
        name: version.split('/')[0],
        versions: [group(version)],
        preferredVersion: group(version),
      })),
    },
    ...Object.fromEntries(
      Object.entries(KINDS).map(([groupVersion, kinds]) => [
        groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`,
        {
          kind: 'APIResourceList',
          apiVersion: 'v1',
          groupVersion,
          resources: kinds.map((kind) => ({
            name: plural(kind),
            singularName: kind.toLowerCase(),
            namespaced: true,
            kind,
            verbs: ['get', 'list', 'create', 'update', 'patch', 'delete'],
          })),
        },
      ]),
    ),
  };
}
