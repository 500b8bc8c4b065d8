import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readme } from '../helm/readme';

/**
 * Sets the version of the bank, its packages, its chart and its images in one go, and closes the CHANGELOG's
 * "Unreleased" section under it: `npm run release -- 1.2.0`. Changes files only; the tag that publishes stays a
 * decision of its own.
 */
const CHART = 'helm/banking-demo/Chart.yaml';
/** The folders of the workspaces. */
const WORKSPACES = ['backend', 'frontend', 'labs', 'testkit'];
const MANIFESTS = ['package.json', ...WORKSPACES.map((folder) => `${folder}/package.json`)];
const DOCKERFILES = ['docker/backend.Dockerfile', 'docker/web.Dockerfile', 'docker/lab.Dockerfile'];
/** Examples that name a version of the chart or of an image, and what stands before it. */
const EXAMPLES: [path: string, before: string][] = [
  ['helm/examples/argo-cd/application.yaml', 'targetRevision: '],
  ['helm/examples/argo-rollouts/rollout.yaml', 'image: ghcr.io/banking-demo/backend:'],
];

/** Keep a Changelog's headings, and what Artifact Hub calls them. */
const KINDS: Record<string, string> = {
  Added: 'added',
  Changed: 'changed',
  Deprecated: 'deprecated',
  Removed: 'removed',
  Fixed: 'fixed',
  Security: 'security',
};

interface Change {
  kind: string;
  description: string;
}

class ReleaseError extends Error {}

/** Rewrites the files below `root`; nothing is written when anything does not fit. */
export function release(root: string, version: string, date: string): string[] {
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version))
    throw new ReleaseError(`"${version}" is not a version: give one like 1.2.0 or 1.2.0-rc.1`);
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const { version: current } = JSON.parse(read('package.json')) as { version: string };
  if (current === version) throw new ReleaseError(`the version is ${version} already`);

  const changelog = read('CHANGELOG.md');
  const section = unreleased(changelog);
  const files = new Map<string, string>([
    ['CHANGELOG.md', changelog.replace('## Unreleased\n', `## Unreleased\n\n## ${version} - ${date}\n`)],
    [CHART, chart(read(CHART), version, changes(section))],
    ['package-lock.json', lockfile(read('package-lock.json'), version)],
  ]);
  for (const path of MANIFESTS)
    files.set(path, replaceOnce(path, read(path), /^ {2}"version": ".*",$/m, `  "version": "${version}",`));
  for (const path of DOCKERFILES)
    files.set(path, replaceOnce(path, read(path), /^ARG VERSION=.*$/m, `ARG VERSION=${version}`));
  for (const [path, before] of EXAMPLES)
    files.set(path, replaceOnce(path, read(path), new RegExp(`^( +)${before}.*$`, 'm'), `$1${before}${version}`));
  for (const [path, text] of files) writeFileSync(join(root, path), text);
  return [...files.keys()];
}

function unreleased(changelog: string): string {
  const section = /^## Unreleased\n([^]*?)(?=^## |(?![^]))/m.exec(changelog)?.[1];
  if (section === undefined) throw new ReleaseError('CHANGELOG.md has no "## Unreleased" section');
  if (section.trim() === '')
    throw new ReleaseError('CHANGELOG.md says nothing under "## Unreleased": write what changed first');
  return section;
}

function changes(section: string): Change[] {
  let kind: string | undefined;
  const found: Change[] = [];
  for (const line of section.split('\n')) {
    const heading = /^### (\w+)/.exec(line)?.[1];
    const item = /^- (.+)/.exec(line)?.[1];
    const last = found.at(-1);
    if (heading !== undefined) {
      kind = KINDS[heading];
      if (kind === undefined)
        throw new ReleaseError(`CHANGELOG.md has "### ${heading}"; known are ${Object.keys(KINDS).join(', ')}`);
    } else if (item !== undefined) {
      if (kind === undefined)
        throw new ReleaseError(`CHANGELOG.md: "${item}" stands under no heading such as "### Added"`);
      found.push({ kind, description: item });
    } else if (/^ {2}\S/.test(line) && last !== undefined) last.description += ` ${line.trim()}`;
  }
  if (found.length === 0) throw new ReleaseError('CHANGELOG.md lists no change under "## Unreleased"');
  return found;
}

function chart(text: string, version: string, all: Change[]): string {
  const listed = all.map(
    ({ kind, description }) => `    - kind: ${kind}\n      description: ${JSON.stringify(description)}\n`,
  );
  let result = replaceOnce(CHART, text, /^version: .*$/m, `version: ${version}`);
  result = replaceOnce(CHART, result, /^appVersion: .*$/m, `appVersion: ${version}`);
  result = replaceOnce(CHART, result, /^( {2}artifacthub\.io\/changes: \|\n)(?: {4}.*\n)+/m, `$1${listed.join('')}`);
  result = replaceOnce(
    CHART,
    result,
    /^( {2}artifacthub\.io\/prerelease: ).*$/m,
    `$1'${String(version.includes('-'))}'`,
  );
  return result.replaceAll(/^( {6}image: \S+:)\S+$/gm, `$1${version}`);
}

function lockfile(text: string, version: string): string {
  const lock = JSON.parse(text) as { version: string; packages: Record<string, { version?: string }> };
  lock.version = version;
  for (const name of ['', ...WORKSPACES]) {
    const entry = lock.packages[name];
    if (entry === undefined) throw new ReleaseError(`package-lock.json does not know the workspace "${name}"`);
    entry.version = version;
  }
  return `${JSON.stringify(lock, null, 2)}\n`;
}

function replaceOnce(path: string, text: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(text)) throw new ReleaseError(`${path} has no line like ${pattern.source}`);
  return text.replace(pattern, replacement);
}

async function main(): Promise<void> {
  const root = join(__dirname, '..');
  const [version = ''] = process.argv.slice(2);
  const today = new Date().toISOString().slice(0, 10);
  try {
    const files = release(root, version, today);
    writeFileSync(join(root, 'helm/banking-demo/README.md'), await readme());
    console.log(`Version ${version} written to ${files.join(', ')}.`);
    console.log(
      `Publish it with: git commit -am "Release ${version}" && git tag v${version} && git push --follow-tags`,
    );
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    console.error(`release: ${error.message}`);
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
