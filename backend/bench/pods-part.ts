import type { Pod } from '../../scripts/stack/pods';
import { openDatabase, serving, startPod } from './bench-bank';
import type { Context } from './context';
import { load } from './load/generator';
import { anyPaysAny, anyPaysMerchant } from './load/traffic';
import { measure } from './measure';
import { LedgerProof } from './proof';

const CONNECTIONS = 256;

/** One load shared by one, two and three pods over the same database. */
export async function podsPart(context: Context): Promise<void> {
  const { plan, servers, customers, say } = context;
  const databaseUrl = await openDatabase(servers, 'bench_pods', customers);
  const proof = await LedgerProof.start(databaseUrl);
  for (let round = 1; round <= plan.rounds; round++) {
    say(`Round ${String(round)} of ${String(plan.rounds)}`);
    const pods: Pod[] = [];
    for (const count of plan.pods) {
      while (pods.length < count) pods.push(await warmPod(context, databaseUrl, pods.length));
      await proof.check();
      const urls = pods.map(({ url }) => url);
      for (const [kind, traffic] of [['spread', anyPaysAny] as const, ['hot', anyPaysMerchant] as const])
        await measure(context, {
          part: 'pods',
          name: `${String(count)} ${count === 1 ? 'pod' : 'pods'}: ${kind}, ${String(CONNECTIONS)} connections`,
          connections: CONNECTIONS,
          servers: serving(servers, ...pods),
          run: (seconds) => load(urls, traffic, CONNECTIONS, seconds, context),
          seconds: plan.seconds,
          check: () => proof.check(),
        });
    }
    await Promise.all(pods.map((pod) => pod.stop()));
  }
  await proof.end();
}

async function warmPod(context: Context, databaseUrl: string, index: number): Promise<Pod> {
  const pod = await startPod(`pod-${String(index + 1)}`, databaseUrl, context.servers.redis.url);
  await load([pod.url], anyPaysAny, CONNECTIONS, Math.max(1, Math.round(context.plan.warmUpSeconds / 4)), context);
  return pod;
}
