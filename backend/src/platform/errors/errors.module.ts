import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Failures, type Translator } from './failures';

@Global()
@Module({})
export class ErrorsModule {
  /** @param translators of the parts that know errors of their own; the first one that knows an error speaks for it */
  static forRoot(...translators: Translator[]): DynamicModule {
    return {
      module: ErrorsModule,
      providers: [{ provide: Failures, useValue: new Failures(translators) }],
      exports: [Failures],
    };
  }
}
