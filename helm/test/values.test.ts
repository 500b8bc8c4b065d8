import { Ajv, type AnySchemaObject } from 'ajv';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse as parseYaml } from 'yaml';
import { readme } from '../readme';
import { CHART, PROFILES, template } from './chart';
import { missing } from './tools';

const skip = missing('helm');
const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as AnySchemaObject;
const values = parseYaml(readFileSync(join(CHART, 'values.yaml'), 'utf8')) as Record<string, unknown>;

/** Values that must be refused, and the words that tell why. */
const REFUSED: [string, object, RegExp][] = [
  ['an unknown value', { backend: { replicaz: 3 } }, /backend.*replicaz/],
  ['a number as text', { backend: { replicas: '3' } }, /backend\/replicas.*got string, want integer/],
  ['an unknown log level', { config: { logLevel: 'loud' } }, /config\/logLevel/],
  ['a currency that is none', { config: { currencies: ['euro'] } }, /config\/currencies/],
  ['a shortened digest', { backend: { image: { digest: 'sha256:abc' } } }, /backend\/image\/digest/],
  ['a memory size with a typo', { backend: { resources: { limits: { memory: '1GB' } } } }, /limits\/memory/],
  [
    'no database',
    { evaluation: { postgres: { enabled: false } } },
    /there is no database: set database\.existingSecret .* or cloudnativepg\.enabled=true/,
  ],
  [
    'two databases',
    { database: { existingSecret: 'x' } },
    /evaluation\.postgres\.enabled and database\.existingSecret are all set/,
  ],
  ['a lab in production', { profile: 'production', lab: { enabled: true } }, /production refuses lab\.enabled/],
  [
    'an image with a bug in production',
    { profile: 'production', backend: { image: { repository: 'banking-demo/backend-bug-07' } } },
    /production refuses backend\.image with -bug- in its name/,
  ],
  [
    'the same by its tag',
    { profile: 'production', backend: { image: { tag: '0.1.0-bug-07' } } },
    /production refuses backend\.image with -bug- in its name/,
  ],
  [
    'a lab without a database',
    {
      evaluation: { postgres: { enabled: false } },
      database: { existingSecret: 'x' },
      lab: { enabled: true },
    },
    /lab\.enabled has no database: set lab\.database\.existingSecret/,
  ],
  [
    'a lab without the page',
    { web: { enabled: false }, ingress: { enabled: true, hosts: ['bank.example.com'] }, lab: { enabled: true } },
    /lab\.enabled needs web\.enabled/,
  ],
  ['no Redis', { evaluation: { redis: { enabled: false } } }, /there is no Redis: set redis\.existingSecret/],
  ['two Redis', { redis: { existingSecret: 'x' } }, /evaluation\.redis\.enabled and redis\.existingSecret .* keep one/],
  [
    'sentinels without addresses',
    { evaluation: { redis: { enabled: false } }, redis: { mode: 'sentinel' } },
    /redis\.mode sentinel needs redis\.nodes/,
  ],
  [
    'evaluation stores in production',
    { profile: 'production' },
    /production refuses evaluation\.postgres[^]*production refuses evaluation\.redis/,
  ],
  [
    'demo data in production',
    { profile: 'production', demo: { seed: true, testSupport: true } },
    /refuses demo\.seed[^]*refuses demo\.testSupport/,
  ],
  [
    'a grace period that kills',
    { shutdown: { gracePeriodSeconds: 20 } },
    /gracePeriodSeconds 20 would kill pods .* more than .* = 26/,
  ],
  [
    'min above max',
    { backend: { autoscaling: { enabled: true, minReplicas: 9, maxReplicas: 3 } } },
    /minReplicas 9 is more than maxReplicas 3/,
  ],
  ['a rollout that cannot start', { backend: { strategy: { maxSurge: 0 } } }, /no rollout could ever start/],
  [
    'more connections than Postgres takes',
    { backend: { replicas: 30 } },
    /31 pods with config\.databasePool 10 and 10 to spare need 320 connections, but Postgres takes 200/,
  ],
  [
    'nobody to migrate a new database',
    { migrations: { initContainer: false, job: { enabled: false } } },
    /nothing would create the tables/,
  ],
  [
    'a job that migrates a new database before it is there',
    { migrations: { initContainer: false } },
    /nothing would create the tables.*set migrations\.initContainer=true/,
  ],
  ['a name that no resource can have', { fullnameOverride: 'Bank_X' }, /fullnameOverride/],
  ['a path with a slash at its end', { basePath: '/bank/' }, /basePath/],
  ['a path that climbs', { basePath: '/..' }, /basePath/],
  ['root', { backend: { runAsUser: 0 } }, /backend\/runAsUser/],
  ['an address to listen on that is none', { config: { listenAddress: 'bank.example.com' } }, /listenAddress/],
  ['personas without a purpose', { demo: { seed: true, purpose: '' } }, /need demo\.purpose/],
  [
    'an API that any pod reaches past nginx, in production',
    {
      profile: 'production',
      evaluation: { postgres: { enabled: false }, redis: { enabled: false } },
      database: { existingSecret: 'x' },
      redis: { existingSecret: 'x' },
      ingress: { enabled: true, hosts: ['bank.example.com'] },
    },
    /production wants networkPolicy\.gateways/,
  ],
  ['a route without a gateway', { httpRoute: { enabled: true } }, /httpRoute\.enabled needs httpRoute\.parentRefs/],
  ['an ingress without a host', { ingress: { enabled: true } }, /ingress\.enabled needs ingress\.hosts/],
  [
    'a synchronous database without a standby',
    { evaluation: { postgres: { enabled: false } }, cloudnativepg: { enabled: true, instances: 1 } },
    /cloudnativepg\.synchronous needs a standby/,
  ],
];

describe('bad values are refused with what to do', { skip }, () => {
  for (const [name, bad, message] of REFUSED)
    test(name, () => {
      assert.throws(() => template({ values: bad }), message);
    });

  test('all problems are told at once', () => {
    const bad = { profile: 'production', demo: { seed: true }, shutdown: { gracePeriodSeconds: 3 } };
    assert.throws(
      () => template({ values: bad }),
      (error: Error) => (error.message.match(/^ {2}- /gm) ?? []).length === 4,
    );
  });
});

describe('values under an umbrella chart', { skip }, () => {
  test('global may hold what other charts read, and enabled is let through', () => {
    assert.doesNotThrow(() => template({ values: { enabled: true, global: { storageClass: 'fast', other: {} } } }));
  });
});

/** Dotted paths of all values; maps that users fill themselves count as one value. */
function paths(node: unknown, schemaNode: AnySchemaObject, prefix = ''): string[] {
  const resolved = resolve(schemaNode);
  const properties = resolved.properties as Record<string, AnySchemaObject> | undefined;
  if (properties === undefined || typeof node !== 'object' || node === null || Array.isArray(node)) return [prefix];
  return Object.entries(node).flatMap(([key, value]) => paths(value, properties[key] ?? {}, `${prefix}/${key}`));
}

function schemaPaths(schemaNode: AnySchemaObject, prefix = ''): string[] {
  const properties = resolve(schemaNode).properties as Record<string, AnySchemaObject> | undefined;
  if (properties === undefined) return [prefix];
  return Object.entries(properties).flatMap(([key, child]) => schemaPaths(child, `${prefix}/${key}`));
}

function resolve(node: AnySchemaObject): AnySchemaObject {
  const reference = node.$ref as string | undefined;
  const definitions = schema.definitions as Record<string, AnySchemaObject>;
  return reference === undefined ? node : (definitions[reference.replace('#/definitions/', '')] ?? {});
}

/** Optional in Kubernetes too, so the schema knows them though the defaults leave them out. */
const OPTIONAL = /^\/enabled$|\/probes\/\w+\/|\/behavior\/\w+\/|\/resources\/(requests|limits)$/;

describe('values, schema and README are in step', () => {
  test('the defaults satisfy the schema', () => {
    const validate = new Ajv({ allowUnionTypes: true, strictRequired: false, allErrors: true }).compile(schema);
    assert.ok(validate(values), JSON.stringify(validate.errors));
  });

  test('what was set to null is let through, as Helm hands it on with --reuse-values', () => {
    const validate = new Ajv({ allowUnionTypes: true, strictRequired: false, allErrors: true }).compile(schema);
    const none = { requests: { 'ephemeral-storage': null }, limits: { cpu: null } };
    const nulls = { backend: { runAsUser: null, resources: none }, web: { runAsUser: null, resources: none } };
    assert.ok(validate(nulls), JSON.stringify(validate.errors));
  });

  test('the schema says draft-07 and closes every object but global', () => {
    assert.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#');
    const open: string[] = [];
    const walk = (node: AnySchemaObject, path: string): void => {
      const properties = node.properties as Record<string, AnySchemaObject> | undefined;
      if (properties === undefined) return;
      if (node.additionalProperties !== false) open.push(path);
      for (const [key, child] of Object.entries(properties)) walk(resolve(child), `${path}/${key}`);
    };
    walk(schema, '');
    assert.deepEqual(open, ['/global']);
  });

  test('every value is in the schema, and every property of the schema has a default', () => {
    const fromValues = new Set(paths(values, schema).filter((path) => !OPTIONAL.test(path)));
    const fromSchema = new Set(schemaPaths(schema).filter((path) => !OPTIONAL.test(path)));
    assert.deepEqual([...fromValues].sort(), [...fromSchema].sort());
  });

  test('every file of the ladder is a tested profile', () => {
    const files = readdirSync(join(CHART, 'values')).map((file) => file.replace('.yaml', ''));
    assert.deepEqual(files.sort(), [...new Set(Object.values(PROFILES).flat())].sort());
  });

  test('README.md is what `tsx helm/readme.ts` writes', async () => {
    assert.equal(readFileSync(join(CHART, 'README.md'), 'utf8'), await readme());
  });
});
