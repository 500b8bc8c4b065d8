import { applyDecorators, Injectable, Param, type PipeTransform } from '@nestjs/common';
import { ApiParam, ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { isUUID, IsUUID } from 'class-validator';
import { DomainError } from '../errors/domain-error';

/**
 * An id in a query. Case does not matter to who writes one; ids are compared as text, so it is taken away.
 *
 * @param message what else it must be, for who made it up
 */
export function IsId(message = 'must be a UUID'): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ format: 'uuid', required: false }),
    Transform(({ value }: { value: unknown }) => lowerCase(value)),
    IsUUID(undefined, { message: `$property ${message}` }),
  );
}

/** Several ids in a body. */
export function AreIds(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'array', items: { type: 'string', format: 'uuid' }, required: false }),
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lowerCase) : value)),
    IsUUID(undefined, { each: true, message: 'each of $property must be a UUID' }),
  );
}

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** An id in the path. */
export function IdParam(name: string): ParameterDecorator {
  return (target, key, index) => {
    Param(name, new IdPipe(name))(target, key, index);
    if (key === undefined) return;
    const method = Object.getOwnPropertyDescriptor(target, key);
    if (method) ApiParam({ name, schema: { type: 'string', format: 'uuid' } })(target, key, method);
  };
}

@Injectable()
class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly name: string) {}

  transform(value: string): string {
    if (!isUUID(value)) throw DomainError.invalid(this.name, 'must be a UUID');
    return value.toLowerCase();
  }
}
