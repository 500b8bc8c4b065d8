import { createRequire } from 'node:module';

/**
 * Loaded by `--import`, before anything that it instruments. It loads OpenTelemetry only when there is somewhere to send
 * traces, since that takes time and memory.
 */
if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT) {
  const load = createRequire(__filename);
  const { startTracing } = load('./platform/observability/traces') as typeof import('./platform/observability/traces');
  startTracing();
}
