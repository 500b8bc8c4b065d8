const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

const swc = {
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    // As the compiler does it for Nest, which reads parameter types from the metadata.
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

/**
 * The suites and the folders that hold their tests. What one needs is started by its file in test/setup, so that a single
 * spec runs by `npx jest FILE` or from an editor; `npm test` runs them one after the other.
 */
const suites = {
  unit: ['backend/src', 'scripts'],
  database: ['backend/test/database'],
  api: ['backend/test/api', 'backend/test/realtime'],
  testkit: ['testkit/test'],
  faults: ['backend/test/faults'],
  labs: ['labs/src', 'labs/test'],
  chaos: ['backend/test/chaos'],
  bugs: ['bugs/test'],
};

/** What is started before a suite and stopped after it. */
function needs(suite) {
  const setup = join(__dirname, 'test', 'setup');
  const globalSetup = join(setup, `${suite}.setup.ts`);
  return existsSync(globalSetup) ? { globalSetup, globalTeardown: join(setup, 'teardown.ts') } : {};
}

/** @type {import('jest').Config} */
module.exports = {
  rootDir: root,
  testTimeout: 30_000,
  projects: Object.entries(suites)
    // Jest refuses a folder that is not there.
    .map(([displayName, folders]) => ({
      displayName,
      roots: folders.map((each) => join(root, each)).filter(existsSync),
    }))
    .filter(({ roots }) => roots.length > 0)
    .map((suite) => ({
      ...suite,
      ...needs(suite.displayName),
      rootDir: root,
      testEnvironment: 'node',
      testMatch: ['**/*[.-]{spec,test}.ts'],
      transform: { '^.+\\.ts$': ['@swc/jest', swc] },
      // The suites are written as anybody's outside of this checkout; here they take the sources.
      moduleNameMapper: { '^@banking-demo/testkit/(.*)$': join(root, 'testkit/src/$1.ts') },
      modulePathIgnorePatterns: ['/dist/', '/.stack/'],
    })),
};
