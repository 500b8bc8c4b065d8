import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { KUBE_VERSIONS } from './chart';
import { run } from './tools';

/** A PyPI package that carries Kubernetes' strict JSON schemas of many versions (Apache-2.0). */
const PACKAGE = 'kubernetes-validate==1.37.0';

const LAYOUT = '{{.NormalizedKubernetesVersion}}-local{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json';

/**
 * kubeconform's arguments for where schemas are: Kubernetes' own from a folder of this user's cache, filled once from
 * PyPI so that no schema host is needed, else kubeconform's default location; custom resources' from beside this file.
 */
export function schemaArguments(): string[] {
  const crds = join(__dirname, 'crd-schemas', '{{.ResourceKind}}{{.KindSuffix}}.json');
  const folder = kubernetesSchemas();
  return ['-schema-location', folder === undefined ? 'default' : join(folder, LAYOUT), '-schema-location', crds];
}

function kubernetesSchemas(): string | undefined {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'banking-demo');
  const target = join(cache, PACKAGE.replace('==', '-'));
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'kube-schemas-'));
  try {
    if (!download(work)) return undefined;
    const prepared = mkdtempSync(join(cache, 'schemas-'));
    for (const version of KUBE_VERSIONS)
      prepare(join(work, 'kubernetes_validate', 'kubernetes-json-schema'), version, prepared);
    renameSync(prepared, target);
    return target;
  } finally {
    rmSync(work, { recursive: true });
  }
}

function download(work: string): boolean {
  try {
    if (run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', work, PACKAGE]).status !== 0)
      return false;
    const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
    return wheel !== undefined && run('python3', ['-m', 'zipfile', '-e', join(work, wheel), work]).status === 0;
  } catch {
    return false;
  }
}

/** The package's files refer to each other by absolute ids; kubeconform wants to find them side by side. */
function prepare(source: string, version: string, target: string): void {
  const name = `v${version}-local-strict`;
  mkdirSync(join(target, name));
  for (const file of readdirSync(join(source, name))) {
    const text = readFileSync(join(source, name, file), 'utf8').replaceAll(
      '/api/_definitions.json',
      '_definitions.json',
    );
    const schema = JSON.parse(text) as Record<string, unknown>;
    delete schema.$id;
    writeFileSync(join(target, name, file), JSON.stringify(schema));
  }
}
