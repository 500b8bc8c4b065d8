import { Global, Module } from '@nestjs/common';
import { PodRegistry } from './pod-registry';
import { Shutdown } from './shutdown';
import { Timers } from './timers';

@Global()
@Module({ providers: [PodRegistry, Shutdown, Timers], exports: [PodRegistry, Shutdown, Timers] })
export class LifecycleModule {}
