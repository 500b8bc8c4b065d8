import { defineConfig } from 'vitest/config';

/** Logic and stores; how they look and work together in a browser is for the suites in e2e/. */
export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts'],
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
  },
});
