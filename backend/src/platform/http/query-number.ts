import { Transform } from 'class-transformer';

const DIGITS = /^[0-9]{1,16}$/;

/** Reads a query parameter that is a plain decimal number; anything else is left for the validators to refuse. */
export function QueryNumber(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && DIGITS.test(value) ? Number(value) : value,
  );
}
