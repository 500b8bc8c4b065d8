import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { find, render, type Manifest } from '../../helm/test/chart';
import { missing } from '../../helm/test/tools';
import { Bank, missingEngine } from './engine';
import { Kubelet } from './kubelet';

const NAMESPACE = 'teaching';

/** Splits an image's name as the chart's values want it. */
function image(reference: string): Record<string, string> {
  const [repository = '', tag = 'latest'] = reference.split(/:(?=[^/]+$)/);
  return { registry: '', repository, tag };
}

describe(
  "the chart's pods, under the rights it gives them",
  { skip: missingEngine() || missing('helm'), concurrency: false },
  () => {
    const bank = new Bank();
    let manifests: Manifest[] = [];
    let kubelet: Kubelet | undefined;

    /** The bundled servers' images may be replaced; then they run as the user that the image names. */
    function store(variable: string): object {
      const reference = process.env[variable];
      if (reference === undefined) return {};
      const user = Number(bank.docker('run', '--rm', '--entrypoint', 'id', reference, '-u'));
      return { image: image(reference), ...(user > 0 && { runAsUser: user }) };
    }

    before(() => {
      bank.compose('build');
      manifests = render({
        namespace: NAMESPACE,
        values: {
          backend: { image: image(bank.backendImage), service: { port: 3000 } },
          web: { image: image(bank.webImage), service: { port: 8080 } },
          evaluation: { postgres: store('POSTGRES_IMAGE'), redis: store('REDIS_IMAGE') },
        },
      });
      kubelet = new Kubelet(bank, bank.network, manifests, NAMESPACE);
    });
    after(() => {
      kubelet?.remove();
      bank.remove();
    });

    const pods = () => kubelet ?? assert.fail('the pods were never set up');

    for (const [kind, name] of [
      ['StatefulSet', 'postgres'],
      ['StatefulSet', 'redis'],
      ['Deployment', 'backend'],
      ['Deployment', 'web'],
    ] as const)
      test(`${name} becomes ready`, async () => {
        await pods().start(find(manifests, kind, `-${name}`));
      });

    test('the job before an upgrade finds the database up to date', () => {
      const { status, text } = pods().complete(find(manifests, 'Job'));
      assert.equal(status, 0, text);
      assert.match(text, /up to date/);
    });

    test('`helm test` passes', () => {
      const { status, text } = pods().complete(find(manifests, 'Pod'));
      assert.equal(status, 0, text);
      assert.match(text, /its notification arrived/);
    });

    test('`helm test` fails, and says why, when the bank is not there', () => {
      const pod = structuredClone(find(manifests, 'Pod'));
      const [container] = pod.spec.containers as { args: string[] }[];
      container?.args.splice(1, 1, 'http://nobody.invalid');
      const { status, text } = pods().complete(pod);
      assert.equal(status, 1, text);
      assert.match(text, /not ok - .*nobody\.invalid/);
    });
  },
);
