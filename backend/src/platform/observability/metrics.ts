import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const HTTP_LABELS = ['method', 'route', 'status'] as const;
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** What this pod counts, in the form Prometheus reads at /metrics. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  private readonly httpRequests = new Counter({
    name: 'bank_http_requests_total',
    help: 'HTTP requests answered, by route and status',
    labelNames: HTTP_LABELS,
    registers: [this.registry],
  });

  private readonly httpDuration = new Histogram({
    name: 'bank_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: HTTP_LABELS,
    buckets: SECONDS,
    registers: [this.registry],
  });

  readonly transfers = new Counter({
    name: 'bank_transfers_total',
    help: 'Transfers decided, by outcome',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly batchSize = new Histogram({
    name: 'bank_transfer_batch_size',
    help: 'Transfers posted together in one transaction',
    buckets: BATCH_SIZES,
    registers: [this.registry],
  });

  readonly postingSeconds = new Histogram({
    name: 'bank_posting_duration_seconds',
    help: 'Time to post one batch, its commit included',
    buckets: SECONDS,
    registers: [this.registry],
  });

  readonly sessionsOpened = new Counter({
    name: 'bank_sessions_opened_total',
    help: 'Sessions opened',
    registers: [this.registry],
  });

  readonly sessionsEnded = new Counter({
    name: 'bank_sessions_ended_total',
    help: 'Sessions ended by logout, revocation or a password change',
    registers: [this.registry],
  });

  /** What was found by its labels once; finding it anew costs more than counting. */
  private readonly answers = new Map<string, (seconds: number) => void>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counts an answer of a route and the time it took. */
  answered(method: string, route: string, status: number, seconds: number): void {
    const name = `${method} ${route} ${String(status)}`;
    let record = this.answers.get(name);
    if (!record) {
      const labels = { method, route, status: String(status) };
      const requests = this.httpRequests.labels(labels);
      const duration = this.httpDuration.labels(labels);
      record = (took) => {
        requests.inc();
        duration.observe(took);
      };
      this.answers.set(name, record);
    }
    record(seconds);
  }

  /** Adds a value that is read when somebody looks; one that cannot be read is left out of that answer. */
  gauge(name: string, help: string, collect: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        try {
          this.set(await collect());
        } catch {
          this.reset();
        }
      },
    });
  }
}
