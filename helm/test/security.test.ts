import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  find,
  PROFILES,
  podSpec,
  PRODUCTION_PROFILES,
  render,
  VARIANTS,
  type Container,
  type Manifest,
  type PodSpec,
} from './chart';
import { missing } from './tools';

/** Volume types that the restricted Pod Security Standard allows and the chart uses. */
const RESTRICTED_VOLUMES = ['configMap', 'emptyDir', 'secret'];

function pods(manifests: Manifest[]): [string, PodSpec][] {
  return manifests.flatMap((manifest) => {
    const spec = podSpec(manifest);
    return spec === undefined ? [] : [[`${manifest.kind} ${manifest.metadata.name}`, spec] as [string, PodSpec]];
  });
}

function containers(spec: PodSpec): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

function assertRestricted(owner: string, spec: PodSpec): void {
  assert.equal(spec.automountServiceAccountToken, false, `${owner} gets a token`);
  assert.equal(spec.securityContext.runAsNonRoot, true, owner);
  // Absent is the cluster's choice; 0 beside runAsNonRoot is a pod that never starts.
  assert.notEqual(spec.securityContext.runAsUser, 0, owner);
  assert.deepEqual(spec.securityContext.seccompProfile, { type: 'RuntimeDefault' }, owner);
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) assert.ok(!(field in spec), `${owner} has ${field}`);
  for (const volume of spec.volumes ?? []) {
    const types = Object.keys(volume).filter((key) => key !== 'name');
    assert.ok(
      types.every((type) => RESTRICTED_VOLUMES.includes(type)),
      `${owner} mounts ${types.join()}`,
    );
  }
  for (const container of containers(spec)) {
    const name = `${owner} container ${container.name}`;
    const security = container.securityContext;
    assert.equal(security.allowPrivilegeEscalation, false, name);
    assert.equal(security.runAsNonRoot, true, name);
    assert.equal(security.readOnlyRootFilesystem, true, name);
    assert.deepEqual(security.capabilities, { drop: ['ALL'] }, name);
    assert.ok(!JSON.stringify(container.ports ?? []).includes('hostPort'), name);
    for (const kind of ['requests', 'limits'] as const)
      assert.deepEqual(
        Object.keys(container.resources[kind] ?? {}).sort(),
        ['cpu', 'ephemeral-storage', 'memory'],
        name,
      );
  }
}

describe('the restricted Pod Security Standard', { skip: missing('helm') }, () => {
  for (const profile of Object.keys(PROFILES))
    test(`is met by every pod of ${profile}`, () => {
      const all = pods(render({ profile }));
      assert.ok(all.length >= 4);
      for (const [owner, spec] of all) assertRestricted(owner, spec);
    });

  test('is met where the cluster chooses the users, as OpenShift does', () => {
    for (const [owner, spec] of pods(render({ profile: 'openshift' }))) {
      assertRestricted(owner, spec);
      for (const field of ['runAsUser', 'runAsGroup', 'fsGroup', 'fsGroupChangePolicy'])
        assert.ok(!(field in spec.securityContext), `${owner} has ${field}`);
    }
  });

  for (const [name, values] of Object.entries(VARIANTS))
    test(`is met with ${name}`, () => {
      for (const [owner, spec] of pods(render({ values }))) assertRestricted(owner, spec);
    });
});

describe('secrets', { skip: missing('helm') }, () => {
  for (const profile of PRODUCTION_PROFILES)
    test(`${profile} brings none of its own`, () => {
      const manifests = render({ profile });
      assert.deepEqual(
        manifests.filter((manifest) => manifest.kind === 'Secret'),
        [],
      );
      assert.ok(!JSON.stringify(manifests).includes('"POSTGRES_PASSWORD"'));
    });

  test('reach pods as files, never as environment variables', () => {
    for (const profile of Object.keys(PROFILES))
      for (const [owner, spec] of pods(render({ profile })))
        for (const container of containers(spec))
          assert.doesNotMatch(JSON.stringify([container.env, container.envFrom]), /secret(Key)?Ref/, owner);
  });

  test('the evaluation password can be chosen, and rolls the pods', () => {
    const before = render();
    const after = render({ values: { evaluation: { postgres: { password: 'p@ss/word' } } } });
    const uri = find(after, 'Secret', '-postgres').stringData?.uri ?? '';
    assert.equal(decodeURIComponent(new URL(uri).password), 'p@ss/word');
    assert.notDeepEqual(annotations(before), annotations(after));
  });

  test('the evaluation password differs between releases and namespaces', () => {
    const password = (release: string, namespace: string) =>
      find(render({ release, namespace }), 'Secret', '-postgres').stringData?.password;
    const all = [password('bank', 'a'), password('bank', 'b'), password('bank2', 'a')];
    assert.equal(new Set(all).size, 3);
  });
});

function annotations(manifests: Manifest[]): unknown {
  return podTemplateAnnotations(find(manifests, 'Deployment', '-backend'));
}

function podTemplateAnnotations(deployment: Manifest): unknown {
  const { metadata } = deployment.spec.template as { metadata: { annotations: unknown } };
  return metadata.annotations;
}
