import { randomBytes } from 'node:crypto';
import { command } from '../command';
import { describeFailure } from '../stack/stack-error';
import { Cluster, contexts } from './cluster';
import { readOptions } from './options';
import { table } from './report';
import { Trial } from './trial';

/**
 * Tries the chart in a real cluster, with nothing but kubectl and helm: install, `helm test`, an upgrade and a restart under
 * load, pods killed by force, an upgrade that fails and is rolled back, and uninstall. The load runs in the cluster.
 */
async function testCluster(): Promise<number> {
  const options = readOptions(process.argv.slice(2), randomBytes(3).toString('hex'), contexts);
  const cluster = new Cluster(options);
  await cluster.check();
  const begun = performance.now();
  const trial = new Trial(cluster, options, (text) => {
    console.log(`${((performance.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${text}`);
  });
  let broken: unknown;
  try {
    await trial.run();
  } catch (error) {
    broken = error;
  } finally {
    await trial.cleanUp();
  }
  console.log(`\n${table(trial.steps)}`);
  if (broken !== undefined) console.error(`\nIt ended early: ${describeFailure(broken)}`);
  return broken === undefined && trial.steps.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

void command(testCluster);
