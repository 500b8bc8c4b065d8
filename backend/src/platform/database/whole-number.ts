import { types, type CustomTypesConfig } from 'pg';
import type { ValueTransformer } from 'typeorm';

/** For bigint columns of counts and ids: TypeORM makes them text, whatever the driver read. */
export const wholeNumber: ValueTransformer = {
  from: (value: number | string): number => safeInteger(String(value)),
  to: (value: number | undefined) => value,
};

/** pg hands bigint on as text; ours all fit a number, or they are a bug. */
export const INTEGERS_AS_NUMBERS: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === types.builtins.INT8 && format !== 'binary' ? safeInteger : (types.getTypeParser(oid, format) as unknown),
};

/** @throws RangeError beyond ±(2^53 - 1) */
export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} from the database is not a safe integer`);
  return value;
}
