import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';

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
