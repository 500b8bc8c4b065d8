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

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly events: SessionEvents,
    private readonly audit: AuditLog,
    private readonly config: Config,
    metrics: Metrics,
  ) {
    this.opened = metrics.counter('bank_sessions_opened_total', 'Sessions opened');
    this.ended = metrics.counter(
      'bank_sessions_ended_total',
      'Sessions ended by logout, revocation or a password change',
    );
    this.limits = { idleMs: config.sessionIdleSeconds * 1000, maxMs: config.sessionMaxSeconds * 1000 };
  }
`,
    replace: `  /** Sessions asked for in the same turn of the event loop are read together, and remembered while a page loads. */
  private readonly records = new DataLoader<string, string | null>(
    (hashes) => {
      setTimeout(() => {
        for (const hash of hashes) this.records.clear(hash);
      }, 5000).unref();
      return this.readTogether(hashes);
    },
    { batchScheduleFn: setImmediate },
  );

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly events: SessionEvents,
    private readonly audit: AuditLog,
    private readonly config: Config,
    metrics: Metrics,
  ) {
    this.opened = metrics.counter('bank_sessions_opened_total', 'Sessions opened');
    this.ended = metrics.counter(
      'bank_sessions_ended_total',
      'Sessions ended by logout, revocation or a password change',
    );
    this.limits = { idleMs: config.sessionIdleSeconds * 1000, maxMs: config.sessionMaxSeconds * 1000 };
    // One that ends is forgotten at once.
    events.ended.subscribe(({ hash }) => this.records.clear(hash));
  }
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
