import { Logger } from '@nestjs/common';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { NestInstrumentation } from '@opentelemetry/instrumentation-nestjs-core';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { podName, version } from '../config/config';

/** A collector that is away must not hold up the end of the pod. */
const EXPORT_TIMEOUT_MS = 3000;

/** Probes and scrapes would drown the requests. */
const UNTRACED = /^\/(?:health|metrics)(?:\/|$)/;

/** Sends traces to OTEL_EXPORTER_OTLP_ENDPOINT. Called before anything that it instruments is loaded. */
export function startTracing(): void {
  reportTrouble();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'banking-demo',
      'service.version': version(),
      'service.instance.id': podName(process.env.POD_NAME),
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ timeoutMillis: EXPORT_TIMEOUT_MS }))],
  });
  provider.register();
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [
      new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url = '' }) => UNTRACED.test(url) }),
      new NestInstrumentation(),
      new PgInstrumentation({ requireParentSpan: true }),
      new IORedisInstrumentation({ requireParentSpan: true, dbStatementSerializer: (command) => command }),
    ],
  });
}

/** Says in the log what keeps traces from being sent. */
function reportTrouble(): void {
  const logger = new Logger('Tracing');
  const warn = (message: string): void => {
    logger.warn(message);
  };
  const ignore = (): void => undefined;
  diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
}
