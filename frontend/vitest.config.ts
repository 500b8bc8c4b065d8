import { defineConfig } from 'vitest/config';

/** Logic and stores; what components draw is for *.browser.spec.ts, how all works together for the suites in e2e/. */
export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts'],
    // Those want a real browser: see vitest.components.config.ts.
    exclude: ['src/**/*.browser.spec.ts'],
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
  },
});
