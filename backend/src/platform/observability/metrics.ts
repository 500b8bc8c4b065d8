import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Config } from '../config/config';
import { StartupError } from '../errors/startup-error';

/** Upper bounds for durations of requests and of what they consist of, in seconds. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The place where a pod's modules declare what they count; Prometheus reads it all at /metrics. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** What only grows. Labels are few values known beforehand: every combination is kept for good. */
  counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** How values are spread over `buckets`, their upper bounds. */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }

  /** A value that is read when somebody looks; one that cannot be read is left out of that answer. */
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

  /** What the metrics were at this moment, as text for Prometheus. */
  scrape(): Promise<string> {
    return this.registry.metrics();
  }
}

const PATH = '/metrics';
const METHODS = ['GET', 'HEAD'];

/** /metrics on a port of its own, which whoever reaches the bank need not reach. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { metricsPort, host } = this.config;
    if (metricsPort === undefined) return;
    const server = createServer((request, response) => {
      void this.answer(request).then(({ status, body }) => {
        if (status === 405) response.setHeader('Allow', METHODS.join(', '));
        response.writeHead(status, { 'Content-Type': Registry.PROMETHEUS_CONTENT_TYPE }).end(body);
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: Error) => {
        reject(new StartupError(`METRICS_PORT ${String(metricsPort)} cannot be had: ${error.message}.`));
      });
      server.listen(metricsPort, host, resolve);
    });
    this.server = server;
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer({ url, method = '' }: IncomingMessage): Promise<{ status: number; body: string }> {
    if (url !== PATH) return { status: 404, body: `Metrics are at ${PATH}\n` };
    if (!METHODS.includes(method)) return { status: 405, body: `Metrics are read by ${METHODS.join(' or ')}\n` };
    try {
      return { status: 200, body: await this.metrics.scrape() };
    } catch (error) {
      return { status: 500, body: `${(error as Error).message}\n` };
    }
  }
}

/** /metrics beside the API, where no port of its own is configured. */
export function serveMetrics(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.get(PATH, async (_request, reply) => {
    reply.type(Registry.PROMETHEUS_CONTENT_TYPE);
    return metrics.scrape();
  });
}
