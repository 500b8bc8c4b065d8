import type { ValueTransformer } from 'typeorm';
import { safeInteger } from './database-options';

/** For bigint columns of counts and ids: TypeORM makes them text, whatever the driver read. */
export const wholeNumber: ValueTransformer = {
  from: (value: number | string): number => safeInteger(String(value)),
  to: (value: number | undefined) => value,
};
