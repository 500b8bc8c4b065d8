import type { TestProject } from 'vitest/node';
import { openBank } from './bank';

declare module 'vitest' {
  interface ProvidedContext {
    /** Two pods of one bank, with the page. */
    urls: [string, string];
    databaseUrl: string;
  }
}

/** One bank for all suites that do not harm it; each test has users of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const bank = await openBank(2);
  const [first, second] = bank.pods;
  project.provide('urls', [first?.url ?? '', second?.url ?? '']);
  project.provide('databaseUrl', bank.servers.databaseUrl);
  return () => bank.stop();
}
