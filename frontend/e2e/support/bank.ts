import { progress } from '../../../scripts/progress';
import { buildBackend, buildFrontend, webRoot } from '../../../scripts/stack/build';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';

/**
 * A bank of its own with the page and the personas; built first where sources are newer.
 *
 * @param build another build of the bank than this checkout's
 */
export async function openBank(
  pods: number,
  env: Record<string, string> = {},
  build?: string,
): Promise<Stack<PrivateServers>> {
  await buildBackend(progress);
  await buildFrontend(progress);
  const page = webRoot();
  if (page === undefined) throw new Error('The page is not built: run npm run build at the root.');
  return Stack.startPrivate({
    pods,
    build,
    env: { DEMO_SEED: 'true', LOG_LEVEL: 'warn', WEB_ROOT: page, ...env },
    report: progress,
  });
}
