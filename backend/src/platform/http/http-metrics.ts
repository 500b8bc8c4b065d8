import { Injectable } from '@nestjs/common';
import { Metrics, SECONDS } from '../observability/metrics';

const LABELS = ['method', 'route', 'status'] as const;

/** Counts the answers of this pod. */
@Injectable()
export class HttpMetrics {
  private readonly requests;
  private readonly duration;
  /** A method, route and status that were seen before are found by their name alone. */
  private readonly recorders = new Map<string, (seconds: number) => void>();

  constructor(metrics: Metrics) {
    this.requests = metrics.counter('bank_http_requests_total', 'HTTP requests answered, by route and status', LABELS);
    this.duration = metrics.histogram(
      'bank_http_request_duration_seconds',
      'Time from a request to the end of its answer',
      SECONDS,
      LABELS,
    );
  }

  /** Counts an answer of a route and the time it took. */
  answered(method: string, route: string, status: number, seconds: number): void {
    const name = `${method} ${route} ${String(status)}`;
    let record = this.recorders.get(name);
    if (!record) {
      const labels = { method, route, status: String(status) };
      const requests = this.requests.labels(labels);
      const duration = this.duration.labels(labels);
      record = (took) => {
        requests.inc();
        duration.observe(took);
      };
      this.recorders.set(name, record);
    }
    record(seconds);
  }
}
