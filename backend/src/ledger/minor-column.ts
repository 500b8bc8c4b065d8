import { Column, type ColumnOptions } from 'typeorm';
import { type Minor, toMinor } from './money';

/** A column of money in minor units: refused on its way in and out when it is no whole number within ±(2^53 - 1). */
export function MinorColumn(options: Pick<ColumnOptions, 'name' | 'default'> = {}): PropertyDecorator {
  const transformer = { from: (value: unknown): Minor => toMinor(Number(value)), to: checked };
  return Column({ ...options, type: 'bigint', transformer });
}

/** A column that is left to its default stays undefined. */
function checked(value: number | undefined): Minor | undefined {
  return value === undefined ? undefined : toMinor(value);
}
