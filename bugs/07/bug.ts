import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A revoked session lives on for seconds on a pod that knows it',
  kind: 'identity',
  pods: 2,
  shows: 'in answers',
  edit: {
    file: 'sessions/session.store.ts',
    find: `  /** Sessions asked for in the same turn of the event loop are read together. It remembers nothing. */
  private readonly records = new DataLoader<string, string | null>((hashes) => this.readTogether(hashes), {
    cache: false,
    batchScheduleFn: setImmediate,
  });
`,
    replace: `  /** Sessions asked for in the same turn of the event loop are read together, and remembered while a page loads. */
  private readonly records = new DataLoader<string, string | null>(
    (hashes) => {
      // One that ends meanwhile is forgotten at once.
      const ends = this.events.ended.subscribe(({ hash }) => this.records.clear(hash));
      setTimeout(() => {
        ends.unsubscribe();
        for (const hash of hashes) this.records.clear(hash);
      }, 5000).unref();
      return this.readTogether(hashes);
    },
    { batchScheduleFn: setImmediate },
  );
`,
  },
  killedBy: {
    file: 'backend/test/api/sessions.spec.ts',
    name: 'DELETE /sessions/{id} ends that session on every pod, and only that one',
  },
  starter: false,
  review: {
    title: 'Read a session once per page load',
    description: `Opening the page makes a dozen requests, each of which reads the same session from Redis. The loader that is there already
now remembers what it read for five seconds. Sessions that end are dropped from it by the event that is sent for them.`,
  },
};
