import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import ts from 'typescript';
import { StackError } from '../stack/stack-error';
import type { Cluster } from './cluster';
import type { Counts, Ending } from './report';

const NAME = 'bank-test-load';
const START_TIMEOUT_MS = 120_000;
const PAUSE_MS = 500;

/** Customers in a pod of the cluster, who pay while the bank is changed under them. */
export class LoadPod {
  constructor(private readonly cluster: Cluster) {}

  /** @param image the backend's, which has Node and is on the nodes already */
  async start(image: string, address: string): Promise<void> {
    await this.cluster.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: NAME },
      data: { 'load.mjs': program() },
    });
    await this.cluster.apply(pod(image, address));
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const { text } = await this.cluster.tryKubectl('logs', NAME);
      if (text.includes('paying')) return;
      const phase = await this.cluster.tryKubectl('get', 'pod', NAME, '-o', 'jsonpath={.status.phase}');
      if (phase.text === 'Failed' || Date.now() > deadline)
        throw new StackError(`The load did not start:\n${text.slice(-2000)}`);
      await delay(PAUSE_MS);
    }
  }

  /** Ends one part of the count and begins the next. */
  async phase(): Promise<Counts> {
    return this.ask<Counts>('/phase');
  }

  async stop(): Promise<Ending> {
    return this.ask<Ending>('/stop');
  }

  private async ask<T extends object>(route: string): Promise<T> {
    const asking = `fetch('http://127.0.0.1:9000${route}').then((a) => a.text()).then((t) => console.log(t))`;
    const text = await this.cluster.kubectl('exec', NAME, '--', 'node', '-e', asking);
    const line = text.split('\n').find((each) => each.startsWith('{')) ?? '{"error":"no answer"}';
    const answer = JSON.parse(line) as T | { error: string };
    if ('error' in answer) throw new StackError(`The load says: ${answer.error}`);
    return answer;
  }
}

/** load.ts as the pod's Node reads it. */
export function program(): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
  return ts.transpileModule(readFileSync(join(__dirname, 'load.ts'), 'utf8'), { compilerOptions }).outputText;
}

/** Within the restricted Pod Security Standard, like the bank's own. */
function pod(image: string, address: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: NAME },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'load',
          image,
          // Node 20 has the flag, newer ones have no need of it and put up with it.
          args: ['--experimental-websocket', '/load/load.mjs', address],
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: [{ name: 'load', mountPath: '/load', readOnly: true }],
        },
      ],
      volumes: [{ name: 'load', configMap: { name: NAME } }],
    },
  };
}
