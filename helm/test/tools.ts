import { spawnSync } from 'node:child_process';

/** Where the command-line tools come from; CI installs these very versions. */
const INSTALL = {
  helm: 'go install helm.sh/helm/v4/cmd/helm@v4.2.4',
  helm3: 'go install helm.sh/helm/v3/cmd/helm@v3.21.4, and name it helm3',
  kubeconform: 'go install github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0',
  'kube-score': 'go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0',
  promtool: 'apt-get install prometheus',
};

export type Tool = keyof typeof INSTALL;

export interface Run {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs a tool to its end; throws only when it cannot be started at all. */
export function run(command: string, args: string[], input?: string): Run {
  const result = spawnSync(command, args, { encoding: 'utf8', input: input ?? '', maxBuffer: 64 * 1024 * 1024 });
  if (result.error) throw result.error;
  return { status: result.status ?? 1, stdout: result.stdout, stderr: result.stderr };
}

/** For node:test's `skip` option: false when the tools are there, else what to install. */
export function missing(...tools: Tool[]): string | false {
  const absent = tools.filter((tool) => spawnSync(tool, ['--help']).error !== undefined);
  return absent.length > 0 && absent.map((tool) => `${tool} is not installed: ${INSTALL[tool]}`).join('; ');
}
