import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumOptions } from './e2e/support/chromium';

const { REPORT_JSON: json, REPORT_JUNIT: junit } = process.env;

/** What single components draw, in a real browser: the Angular builder compiles them and finds the specs. */
export default defineConfig({
  test: {
    restoreMocks: true,
    reporters: ['default', ...report('json', json), ...report('junit', junit)],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: chromiumOptions(),
        contextOptions: { locale: 'en-IE', colorScheme: 'light' },
      }),
      instances: [{ browser: 'chromium' }],
      viewport: { width: 1280, height: 800 },
    },
  },
});

/** A reporter that writes to a file, if one is named. */
function report(name: 'json' | 'junit', outputFile: string | undefined): [typeof name, { outputFile: string }][] {
  return outputFile ? [[name, { outputFile }]] : [];
}
