import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from './problem-codes';

/** Where an operation of the OpenAPI document has its own problem codes, until its answers are made of them. */
export const OWN_PROBLEMS = 'x-own-problems';

/** Says with which problem codes a route answers, beside those that every route has. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  return ApiExtension(OWN_PROBLEMS, codes) as MethodDecorator & ClassDecorator;
}
