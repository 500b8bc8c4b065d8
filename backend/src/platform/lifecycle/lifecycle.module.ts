import { Global, Module } from '@nestjs/common';
import { PodRegistry } from './pod-registry';
import { Shutdown } from './shutdown';

@Global()
@Module({ providers: [PodRegistry, Shutdown], exports: [PodRegistry, Shutdown] })
export class LifecycleModule {}
