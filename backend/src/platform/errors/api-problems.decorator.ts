import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from './problem-codes';
import { ProblemDto } from './problem.dto';

/** Declares in the OpenAPI document which problem codes a route answers with, grouped by HTTP status. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  const statuses = new Map<number, ProblemCode[]>();
  for (const code of codes) statuses.set(PROBLEMS[code].status, [...(statuses.get(PROBLEMS[code].status) ?? []), code]);
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...[...statuses].map(([status, group]) => problemResponse(status, group)),
  );
}

function problemResponse(status: number, codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  const examples = Object.fromEntries(
    codes.map((code) => [code, { summary: PROBLEMS[code].title, value: example(code) }]),
  );
  const schema = {
    allOf: [
      { $ref: getSchemaPath(ProblemDto) },
      { type: 'object', properties: { code: { type: 'string', enum: codes } } },
    ],
  };
  return ApiResponse({
    status,
    description: codes.join(', '),
    content: { 'application/problem+json': { schema, examples } },
  });
}

function example(code: ProblemCode): Omit<ProblemDto, 'errors'> {
  const { status, title } = PROBLEMS[code];
  const requestId = '0198c5a0-0000-7000-8000-000000000000';
  return {
    type: `urn:banking-demo:problem:${code}`,
    title,
    status,
    detail: title,
    code,
    instance: '/api/…',
    requestId,
  };
}
