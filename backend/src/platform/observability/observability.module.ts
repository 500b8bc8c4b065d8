import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log';
import { Metrics } from './metrics';
import { MetricsServer } from './metrics-server';
import { TraceFlush } from './trace-flush';

@Global()
@Module({ providers: [Metrics, MetricsServer, AuditLog, TraceFlush], exports: [Metrics, AuditLog] })
export class ObservabilityModule {}
