import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { find, render, type Manifest } from './chart';
import { Cluster, type Live } from './cluster';
import { missing } from './tools';

const ON = { backend: { autoscaling: { enabled: true, minReplicas: 2 } } };
const NAME = 'bank-banking-demo';

/** What the chart derives from the release's name. */
function derivedPassword(): string {
  return find(render(), 'Secret', '-postgres').stringData?.password ?? '';
}

function deployment(replicas: number, annotations: Record<string, string> = {}): Live {
  const metadata = { name: `${NAME}-backend`, annotations };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas } };
}

function postgres(...claims: object[]): Live {
  const spec = claims.length > 0 ? { volumeClaimTemplates: claims.map((spec) => ({ spec })) } : {};
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: `${NAME}-postgres` }, spec };
}

function secret(password: string): Live {
  const data = { password: Buffer.from(password).toString('base64') };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: `${NAME}-postgres` }, data };
}

const volume = (size: string) => ({ resources: { requests: { storage: size } } });
const persistence = (more: object = {}) => ({ evaluation: { postgres: { persistence: { enabled: true, ...more } } } });

/** Renders the chart against a cluster that holds these objects. */
async function upgrade(objects: Live[], values: object): Promise<Manifest[]> {
  const cluster = await new Cluster(objects).start();
  try {
    return await cluster.render(values);
  } finally {
    await cluster.stop();
  }
}

describe('an upgrade of a running release', { skip: missing('helm') }, () => {
  test('turns the autoscaler on at the number of pods there are', async () => {
    const manifests = await upgrade([deployment(3)], ON);
    assert.equal(find(manifests, 'Deployment', '-backend').spec.replicas, 3);
    assert.ok(manifests.some(({ kind }) => kind === 'HorizontalPodAutoscaler'));
  });

  test("leaves a number alone that was the autoscaler's from the start", async () => {
    const installed = find(render({ values: ON }), 'Deployment', '-backend');
    assert.ok(!('replicas' in installed.spec));
    const manifests = await upgrade([deployment(7, installed.metadata.annotations)], ON);
    assert.ok(!('replicas' in find(manifests, 'Deployment', '-backend').spec));
  });

  test('sets its own number where nobody scales', async () => {
    const manifests = await upgrade([deployment(7)], { backend: { replicas: 4 } });
    assert.equal(find(manifests, 'Deployment', '-backend').spec.replicas, 4);
  });

  test('leaves scaling to others where told so', async () => {
    const manifests = await upgrade([deployment(5)], { backend: { autoscaling: { enabled: true, external: true } } });
    assert.equal(find(manifests, 'Deployment', '-backend').spec.replicas, 5);
    assert.ok(!manifests.some(({ kind }) => kind === 'HorizontalPodAutoscaler'));
  });

  test('with nothing new is let through', async () => {
    await upgrade([deployment(2), postgres(), secret(derivedPassword())], {});
    await upgrade([deployment(2), postgres(volume('2Gi')), secret(derivedPassword())], persistence());
  });

  test('cannot give the bundled Postgres a volume, nor take it away, and says what can be done', async () => {
    await assert.rejects(
      upgrade([postgres()], persistence()),
      /runs without a volume.*keep evaluation\.postgres\.persistence\.enabled=false, or save the books.*delete statefulset/,
    );
    await assert.rejects(upgrade([postgres(volume('2Gi'))], {}), /runs with a volume.*persistence\.enabled=true/);
    await assert.rejects(
      upgrade([postgres(volume('2Gi'))], persistence({ size: '5Gi' })),
      /volume of the bundled Postgres is of 2Gi.*persistence\.size=2Gi/,
    );
    await assert.rejects(
      upgrade([postgres({ ...volume('2Gi'), storageClassName: 'slow' })], persistence({ storageClassName: 'fast' })),
      /of the class "slow"/,
    );
  });

  test('cannot change the password of a database that exists', async () => {
    const values = { evaluation: { postgres: { password: 'another' } } };
    await assert.rejects(upgrade([postgres(), secret(derivedPassword())], values), /ALTER ROLE bank PASSWORD/);
    await upgrade([postgres(), secret('another')], values);
  });
});
