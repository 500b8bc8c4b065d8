import { ApiExtension, ApiProperty, ApiSchema } from '@nestjs/swagger';
import { PROBLEM_CODES, type ProblemCode } from './problem-codes';

@ApiSchema({ name: 'FieldError' })
export class FieldErrorDto {
  /** @example amount */
  field: string;

  /** @example "must be a whole number of minor units, at least 1" */
  message: string;
}

/** RFC 9457 problem details, sent as `application/problem+json`. */
@ApiSchema({ name: 'Problem' })
export class ProblemDto {
  /** @example urn:banking-demo:problem:insufficient_funds */
  @ApiProperty({ pattern: '^urn:banking-demo:problem:[a-z_]+$' })
  type: string;

  /** @example "Not enough money" */
  title: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599, example: 422 })
  status: number;

  /** @example "The account holds less than the amount." */
  detail: string;

  /** Stable: decide by this, not by the texts. */
  @ApiProperty({ enum: PROBLEM_CODES, enumName: 'ProblemCode' })
  code: ProblemCode;

  /** @example /api/transfer */
  instance: string;

  requestId: string;

  /** Present when single fields were rejected. */
  errors?: FieldErrorDto[];
}

/** Where an operation of the OpenAPI document has its own problem codes, until its answers are made of them. */
export const OWN_PROBLEMS = 'x-own-problems';

/** Says with which problem codes a route answers, beside those that every route has. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  return ApiExtension(OWN_PROBLEMS, codes) as MethodDecorator & ClassDecorator;
}
