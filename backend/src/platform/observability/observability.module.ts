import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics';
import { TraceFlush } from './trace-flush';

@Global()
@Module({ providers: [Metrics, TraceFlush], exports: [Metrics] })
export class ObservabilityModule {}
