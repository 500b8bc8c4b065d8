import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { isMap, isScalar, parse, parseDocument, type Pair, type YAMLMap } from 'yaml';

const CHART = join(__dirname, 'banking-demo');

interface Row {
  path: string;
  type: string;
  fallback: string;
  about: string;
}

/** The text of `# --` comments above a key; deeper keys without one are part of their parent's value. */
function comment(pair: Pair): string | undefined {
  const key = pair.key as { commentBefore?: string | null };
  const lines = (key.commentBefore ?? '').split('\n').map((line) => line.trim());
  const start = lines.findLastIndex((line) => line.startsWith('--'));
  if (start < 0) return undefined;
  return [lines[start]?.slice(2).trim(), ...lines.slice(start + 1)].join(' ').trim();
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function describeValue(value: unknown): [type: string, fallback: string] {
  if (value === null) return ['number', 'null'];
  if (Array.isArray(value)) return ['list', JSON.stringify(value)];
  if (typeof value === 'object') return ['map', JSON.stringify(value)];
  return [typeof value, JSON.stringify(value)];
}

/** The first comment of a map belongs to the map's first key in the parser's eyes; here each key keeps its own. */
function rows(map: YAMLMap, prefix: string): Row[] {
  return map.items.flatMap((pair, index) => {
    const path = prefix + keyOf(pair);
    const own = comment(pair) ?? (index === 0 ? inherited(map) : undefined);
    const value = pair.value;
    const documented =
      isMap(value) && (value.items.some((child) => comment(child) !== undefined) || inherited(value) !== undefined);
    if (documented) return [{ path, type: 'section', fallback: '', about: own ?? '' }, ...rows(value, `${path}.`)];
    const plain = (value as { toJSON(): unknown } | null)?.toJSON() ?? null;
    const [type, fallback] = describeValue(plain);
    return [{ path, type, fallback, about: own ?? '' }];
  });
}

function inherited(map: YAMLMap): string | undefined {
  const text = map.commentBefore ?? '';
  const start = text.lastIndexOf('--');
  return start < 0
    ? undefined
    : text
        .slice(start + 2)
        .replaceAll('\n', ' ')
        .trim();
}

function table(all: Row[]): string {
  const lines = all.map(({ path, type, fallback, about }) => {
    const cell = (text: string) => text.replaceAll('|', '\\|');
    if (type === 'section') return `| **\`${path}\`** | | | **${cell(about)}** |`;
    return `| \`${path}\` | ${type} | \`${cell(fallback)}\` | ${cell(about)} |`;
  });
  return ['| Value | Type | Default | What it does |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

/** The chart's README, from Chart.yaml and the comments of values.yaml. */
export async function readme(): Promise<string> {
  const chart = parse(readFileSync(join(CHART, 'Chart.yaml'), 'utf8')) as Record<string, string>;
  const document = parseDocument(readFileSync(join(CHART, 'values.yaml'), 'utf8'));
  if (!isMap(document.contents)) throw new Error('values.yaml is not a map');
  const all = rows(document.contents, '');
  const bare = all.filter(({ about }) => about === '').map(({ path }) => path);
  if (bare.length > 0) throw new Error(`values.yaml has values without a "# --" comment: ${bare.join(', ')}`);
  const text = `<!-- Written by \`npx tsx helm/readme.ts\` from Chart.yaml and values.yaml. -->

# ${chart.name ?? ''}

${chart.description ?? ''}

Chart ${chart.version ?? ''}, bank ${chart.appVersion ?? ''}, Kubernetes ${chart.kubeVersion ?? ''}.

## Install

\`\`\`sh
helm install bank oci://ghcr.io/banking-demo/charts/banking-demo --namespace bank --create-namespace
helm test bank --namespace bank
\`\`\`

The defaults bring a small Postgres and a small Redis of their own, so that they install on a bare cluster. These two are
for trying the bank out: without replica or backup, and with passwords that follow from the release's name. For
anything real use \`profile: production\`, which refuses them.

## From minimal to highly available

| File | For |
| --- | --- |
| \`values/01-minimal.yaml\` | a laptop: one small pod of each |
| \`values/02-demo.yaml\` | a class: personas with history, reset, no limits per address |
| \`values/03-external.yaml\` | Postgres and Redis of one's own, Ingress with TLS |
| \`values/04-production.yaml\` | autoscaling, Gateway API, network policies, monitoring |
| \`values/05-ha.yaml\` | CloudNativePG with a synchronous standby, Redis Sentinel, spread over zones by force |
| \`values/06-redis-cluster.yaml\` | on top of the last two: Redis Cluster |
| \`values/07-openshift.yaml\` | OpenShift's restricted-v2: users chosen by the cluster |
| \`values/08-laptop-2gb.yaml\` | a cluster that has 2 GB for everything |

\`\`\`sh
helm upgrade --install bank helm/banking-demo -n bank -f helm/banking-demo/values/04-production.yaml
\`\`\`

Secrets are named, never given: \`database.existingSecret\` holds a connection URL, \`redis.existingSecret\` a URL or a
password. Pods read them as files. [Operating the bank](../../docs/operations.md) tells about upgrades, rollback, backup
and alerts, [the walk-through](../../docs/labs/helm.md) tries them all in ten steps. \`helm/examples\` has Argo CD, Flux, Argo
Rollouts, Gateway API, KEDA, External Secrets and CloudNativePG.

## Values

${table(all)}
`;
  return format(text, { ...(await resolveConfig(__filename)), parser: 'markdown' });
}

async function write(): Promise<void> {
  writeFileSync(join(CHART, 'README.md'), await readme());
}

if (require.main === module) void write();
