import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { run } from './tools';

export const CHART = join(__dirname, '..', 'banking-demo');

/** Oldest version the chart promises, one in the middle, and the newest. */
export const KUBE_VERSIONS = ['1.30.0', '1.34.0', '1.37.0'];

/** The ladder of values, each rung as the files that make it. */
export const PROFILES: Record<string, string[]> = {
  defaults: [],
  minimal: ['01-minimal'],
  demo: ['02-demo'],
  external: ['03-external'],
  production: ['04-production'],
  openshift: ['07-openshift'],
  laptop: ['08-laptop-2gb'],
  ha: ['05-ha'],
  'production on Redis Cluster': ['04-production', '06-redis-cluster'],
};

export const PRODUCTION_PROFILES = ['production', 'ha', 'production on Redis Cluster'];

/** Switches that no rung turns on, so that every template is rendered somewhere. */
export const VARIANTS: Record<string, Record<string, unknown>> = {
  'API alone': { web: { enabled: false }, ingress: { enabled: true, hosts: ['bank.example.com'] } },
  'route without web': { web: { enabled: false }, httpRoute: { enabled: true, parentRefs: [{ name: 'public' }] } },
  'the race lab': { lab: { enabled: true } },
  'the race lab on a database that it is given': {
    evaluation: { postgres: { enabled: false } },
    database: { existingSecret: 'database' },
    lab: { enabled: true, database: { existingSecret: 'lab' } },
  },
  'migrations by Argo CD': { migrations: { job: { hook: 'argocd' } } },
  'migrations by a job alone': {
    evaluation: { postgres: { enabled: false } },
    database: { existingSecret: 'database' },
    migrations: { initContainer: false },
  },
  'migrations by a plain job': { migrations: { initContainer: true, job: { hook: 'none' } } },
  'mirror and pull secret': { global: { imageRegistry: 'mirror.example.com', imagePullSecrets: ['mirror'] } },
  'no policies, tests or accounts': {
    networkPolicy: { enabled: false },
    tests: { enabled: false },
    serviceAccount: { create: false },
  },
  'traces and neighbours': {
    config: { otlpEndpoint: 'http://collector.tracing:4318', corsOrigins: ['https://shop.example.com'] },
    networkPolicy: { dataStores: [{ ipBlock: { cidr: '10.0.0.0/8' } }], extraEgress: [{ ports: [{ port: 443 }] }] },
    evaluation: { postgres: { enabled: false }, redis: { enabled: false } },
    database: { existingSecret: 'database' },
    redis: { existingSecret: 'redis' },
  },
  'private authorities, users and an owner of the tables': {
    evaluation: { postgres: { enabled: false }, redis: { enabled: false } },
    database: {
      existingSecret: 'database',
      ca: { existingSecret: 'database-ca', key: 'root.pem' },
      migration: { existingSecret: 'database-owner', urlKey: 'url' },
    },
    redis: {
      mode: 'sentinel',
      nodes: ['a.redis:26379'],
      existingSecret: 'redis',
      username: 'bank',
      tls: true,
      ca: { existingSecret: 'redis-ca', key: 'root.pem' },
      sentinelUsername: 'watch',
      sentinelPasswordKey: 'sentinel',
      prefix: 'bank-1:',
    },
  },
  'below a path, on IPv6': {
    basePath: '/teaching/bank',
    config: { listenAddress: '::' },
    ingress: { enabled: true, hosts: ['example.com'] },
    httpRoute: { enabled: true, parentRefs: [{ name: 'public' }] },
  },
  'files and variables everywhere': {
    ...Object.fromEntries(['backend', 'web', 'migrations', 'tests'].map((name) => [name, extra(name)])),
    evaluation: { postgres: extra('postgres'), redis: extra('redis') },
  },
  'everything scheduled': {
    backend: {
      affinity: { nodeAffinity: {} },
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ operator: 'Exists' }],
      priorityClassName: 'high',
      podLabels: { team: 'bank' },
      podAnnotations: { note: 'hello' },
      extraEnv: [{ name: 'TZ', value: 'UTC' }],
      service: { annotations: { note: 'hello' } },
    },
  },
};

export function variant(name: string): object {
  const values = VARIANTS[name];
  if (values === undefined) throw new Error(`no variant ${name}`);
  return values;
}

/** A volume, its mount and a variable, named after where they are put. */
export function extra(name: string): object {
  return {
    extraEnv: [{ name: 'WHERE', value: name }],
    extraVolumes: [{ name: `extra-${name}`, configMap: { name: 'files' } }],
    extraVolumeMounts: [{ name: `extra-${name}`, mountPath: '/extra', readOnly: true }],
  };
}

/** A rendered Kubernetes object: walked by tests, so deliberately loose below its head. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  spec: Node;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

/** A part of a manifest; reading a path that is not there gives undefined. */
export type Node = Record<string, unknown>;

export interface Rendering {
  profile?: string;
  values?: object;
  kubeVersion?: string;
  release?: string;
  namespace?: string;
  /** Helm's program: `helm` is version 4, `helm3` the one before. */
  helm?: 'helm' | 'helm3';
}

export function valuesArguments(profile: string): string[] {
  const files = PROFILES[profile];
  if (files === undefined) throw new Error(`no profile ${profile}`);
  return files.flatMap((file) => ['-f', join(CHART, 'values', `${file}.yaml`)]);
}

/** `helm template`, as text; throws with Helm's own message when the chart refuses. */
export function template({
  profile = 'defaults',
  values = {},
  kubeVersion,
  release,
  namespace,
  helm = 'helm',
}: Rendering = {}): string {
  const args = [
    'template',
    release ?? 'bank',
    CHART,
    '-n',
    namespace ?? 'teaching',
    ...valuesArguments(profile),
    '-f',
    '-',
  ];
  if (kubeVersion !== undefined) args.push('--kube-version', kubeVersion);
  const result = run(helm, args, JSON.stringify(values));
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout;
}

export function parse(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

export function render(rendering: Rendering = {}): Manifest[] {
  return parse(template(rendering));
}

export function find(manifests: Manifest[], kind: string, suffix = ''): Manifest {
  const found = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name.endsWith(suffix));
  const [manifest] = found;
  if (manifest === undefined || found.length > 1)
    throw new Error(`${String(found.length)} manifests of kind ${kind} end with "${suffix}"`);
  return manifest;
}

/** Follows a dotted path: `at(deployment, 'spec.template.spec.containers.0.image')`. */
export function at(node: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Node)[key] : undefined),
      node,
    );
}

export interface PodSpec extends Node {
  securityContext: Node;
  automountServiceAccountToken?: boolean;
  terminationGracePeriodSeconds?: number;
  containers: Container[];
  initContainers?: Container[];
  volumes?: Node[];
}

export interface Container extends Node {
  name: string;
  image: string;
  args?: string[];
  env?: { name: string; value?: string }[];
  resources: { requests?: Node; limits?: Node };
  securityContext: Node;
}

/** The pod template of whatever runs pods, or undefined for the other kinds. */
export function podSpec(manifest: Manifest): PodSpec | undefined {
  if (manifest.kind === 'Pod') return manifest.spec as PodSpec;
  return at(manifest, 'spec.template.spec') as PodSpec | undefined;
}

/** The API pods. */
export function backend(manifests: Manifest[]): Manifest {
  return find(manifests, 'Deployment', '-backend');
}

/** All variables of the API pods, by name. */
export function environment(manifests: Manifest[]): Record<string, string | undefined> {
  const fromMap = find(manifests, 'ConfigMap', '-config').data ?? {};
  const own = podSpec(backend(manifests))?.containers[0]?.env ?? [];
  return { ...fromMap, ...Object.fromEntries(own.map(({ name, value }) => [name, value])) };
}
