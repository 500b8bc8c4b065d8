import { Global, Module } from '@nestjs/common';
import { MemoryRelease } from './memory-release';
import { PodRegistry } from './pod-registry';
import { Shutdown } from './shutdown';

@Global()
@Module({ providers: [MemoryRelease, PodRegistry, Shutdown], exports: [PodRegistry, Shutdown] })
export class LifecycleModule {}
