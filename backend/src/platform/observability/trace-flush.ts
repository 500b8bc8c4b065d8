import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { trace, type TracerProvider } from '@opentelemetry/api';
import { Config } from '../config/config';
import { networkMessage } from '../errors/startup-error';

/** Sends what traces are left when the pod ends. */
@Injectable()
export class TraceFlush implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Tracing');

  constructor(private readonly config: Config) {}

  onApplicationBootstrap(): void {
    if (this.config.otlpEndpoint !== undefined && !providerOfTraces())
      this.logger.warn(
        'OTEL_EXPORTER_OTLP_ENDPOINT is set, but nothing is traced: start with --import dist/tracing.js',
      );
  }

  async onApplicationShutdown(): Promise<void> {
    try {
      await providerOfTraces()?.shutdown();
    } catch (error) {
      this.logger.warn(`The last traces were not sent: ${networkMessage(error)}`);
    }
  }
}

interface Stoppable {
  shutdown(): Promise<void>;
}

/** What tracing.ts registered, if it did; the API hands out a stand-in for it. */
function providerOfTraces(): Stoppable | undefined {
  const given: TracerProvider & { getDelegate?: () => object } = trace.getTracerProvider();
  const provider = given.getDelegate?.() ?? given;
  return 'shutdown' in provider ? (provider as Stoppable) : undefined;
}
