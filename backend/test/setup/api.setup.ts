import { buildBackend } from '../../../scripts/stack/build';
import { Stack } from '../../../scripts/stack/stack';
import { provide, report, stopLater } from './started';

/** Two pods of the bank as it is in this checkout; or, with BASE_URL, the deployment that answers there. */
export default async function setUpApi(): Promise<void> {
  const { BASE_URL: given } = process.env;
  if (given === undefined || given === '') await startPods();
  else if (!(await showsHealth(given))) provide({ BEHIND_PROXY: 'true' });
}

async function startPods(): Promise<void> {
  await buildBackend(report);
  const stack = await Stack.startTemporary({ pods: 1, env: { LOG_LEVEL: 'warn', DEMO_SEED: 'true' }, report });
  stopLater(() => stack.stop());
  const [pod] = stack.pods;
  // The stand-in for Redis lives in one pod.
  const other = stack.servers.redis.kind === 'memory' ? undefined : await stack.addPod();
  provide({ BASE_URL: pod?.url ?? '', ...(other && { BASE_URL2: other.url }) });
}

/** A pod does; a proxy or an ingress in front keeps health and metrics to itself. */
async function showsHealth(baseUrl: string): Promise<boolean> {
  const answer = await fetch(new URL('/health/live', baseUrl)).catch(() => undefined);
  return answer?.ok === true && answer.headers.get('content-type')?.startsWith('application/json') === true;
}
