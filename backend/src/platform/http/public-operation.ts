import { ApiExtension } from '@nestjs/swagger';

/** Where an operation of the OpenAPI document says that it needs no session, until its security says so. */
export const PUBLIC = 'x-public';

/** Says in the contract that a route needs no session. */
export function ApiPublic(): MethodDecorator & ClassDecorator {
  return ApiExtension(PUBLIC, true) as MethodDecorator & ClassDecorator;
}
