import { StackError } from './stack/stack-error';

const PATIENCE_MS = 10_000;

/**
 * Whether a bank answers at an address, before hundreds of tests tell the same.
 *
 * @throws StackError saying in a sentence what is there instead
 */
export async function checkDeployment(url: string): Promise<void> {
  const answer = await ask(`${url.replace(/\/+$/, '')}/api/openapi.json`, url);
  if (answer.status >= 500)
    throw new StackError(
      `The bank at ${url} answers ${String(answer.status)}: look at its log, and try again when it is ready.`,
    );
  if (answer.status === 429)
    throw new StackError(
      `The bank at ${url} limits calls (429): the suites need one that runs with RATE_LIMITS=relaxed.`,
    );
  const contract = (await answer.json().catch(() => undefined)) as { paths?: Record<string, unknown> } | undefined;
  if (contract?.paths?.['/api/transfer'] === undefined)
    throw new StackError(`What answers at ${url} is not the bank: its /api/openapi.json says nothing of transfers.`);
}

async function ask(address: string, url: string): Promise<Response> {
  try {
    return await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const { hostname, port } = new URL(url);
    const failure = error as { name: string; cause?: { code?: string } };
    const cause = failure.cause?.code ?? failure.name;
    if (cause === 'TimeoutError')
      throw new StackError(`${url} did not answer within ${String(PATIENCE_MS / 1000)} seconds.`);
    if (cause === 'ENOTFOUND' || cause === 'EAI_AGAIN')
      throw new StackError(`There is no host named ${hostname}: check --base-url.`);
    const remedy = port === '' ? 'npm run demo' : `npm run demo -- --port ${port}`;
    throw new StackError(
      `No bank answers at ${url} (${cause}): start one there (${remedy}), or give another --base-url.`,
    );
  }
}
