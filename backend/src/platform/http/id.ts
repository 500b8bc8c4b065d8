import { applyDecorators, Injectable, Param, type PipeTransform } from '@nestjs/common';
import { ApiParam, ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { DomainError } from '../errors/domain-error';

/** Of any version and variant: what names nothing is not found, whoever made it up. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * An id in a query. Case does not matter to who writes one; ids are compared as text, so it is taken away.
 *
 * @param message what else it must be, for who made it up
 */
export function IsId(message = 'must be a UUID'): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ format: 'uuid', required: false }),
    Transform(({ value }: { value: unknown }) => lowerCase(value)),
    Matches(UUID, { message: `$property ${message}` }),
  );
}

/** Several ids in a body. */
export function AreIds(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'array', items: { type: 'string', format: 'uuid' } }),
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lowerCase) : value)),
    Matches(UUID, { each: true, message: 'each of $property must be a UUID' }),
  );
}

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** An id in the path. */
export function IdParam(name: string): ParameterDecorator {
  return PathParameter(name, { format: 'uuid' }, new IdPipe(name));
}

@Injectable()
class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly name: string) {}

  transform(value: string): string {
    if (!UUID.test(value)) throw DomainError.invalid(this.name, 'must be a UUID');
    return value.toLowerCase();
  }
}

/** A part of the path, and what the contract says about it. */
export function PathParameter(
  name: string,
  documented: { description?: string; format?: string; pattern?: RegExp; example?: string },
  ...pipes: PipeTransform[]
): ParameterDecorator {
  const { description, format, pattern, example } = documented;
  const schema = { type: 'string', ...(format && { format }), ...(pattern && { pattern: pattern.source }) };
  return (target, key, index) => {
    Param(name, ...pipes)(target, key, index);
    const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (!key || !method) return;
    ApiParam({ name, schema, ...(description && { description }), ...(example && { example }) })(target, key, method);
  };
}
