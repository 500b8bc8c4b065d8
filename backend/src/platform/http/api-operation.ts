import { ApiExtension, getSchemaPath } from '@nestjs/swagger';
import { DomainError } from '../errors/domain-error';
import { type ProblemCode, PROBLEMS } from '../errors/problem-codes';
import { OWN_PROBLEMS, ProblemDto } from '../errors/problem.dto';
import { PROBLEM_TYPE, toProblem } from '../errors/problem.filter';
import { type HeaderName, headers } from './api-headers';
import { IDEMPOTENT } from './idempotency-key';

/** Where an operation of the OpenAPI document says that it needs no session, until its security says so. */
export const PUBLIC = 'x-public';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** An operation of the document as far as it is completed here. */
export interface Operation {
  security?: object[];
  responses: Record<string, Answer>;
  [OWN_PROBLEMS]?: ProblemCode[];
  [IDEMPOTENT]?: boolean;
  [PUBLIC]?: boolean;
}

interface Answer {
  description: string;
  headers?: object;
  content?: Record<string, object>;
}

const EVERY_CALL: ProblemCode[] = [
  'validation_failed',
  'method_not_allowed',
  'too_many_requests',
  'internal',
  'dependency_unavailable',
];
const WITHOUT_SESSION: ProblemCode[] = ['unauthenticated'];
/** A call that needs no body reads one too, to say that it is not wanted. */
const WITH_BODY: ProblemCode[] = ['request_timeout', 'payload_too_large', 'unsupported_media_type'];

const HEADERS_OF_STATUS: Partial<Record<number, HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Adds what every operation has: problems, headers, and that it is public when it is. */
export function completeOperation(method: Method, operation: Operation): void {
  const { [OWN_PROBLEMS]: own = [], [IDEMPOTENT]: idempotent, [PUBLIC]: isPublic, responses } = operation;
  for (const mark of [OWN_PROBLEMS, IDEMPOTENT, PUBLIC] as const) Reflect.deleteProperty(operation, mark);
  if (isPublic) operation.security = [];
  const always: HeaderName[] = ['X-Request-Id', 'X-Served-By', ...(idempotent ? (['Idempotency-Key'] as const) : [])];
  for (const answer of Object.values(responses))
    answer.headers = headers(...always, ...(idempotent ? (['Idempotency-Replayed'] as const) : []));
  const codes = [...EVERY_CALL, ...(isPublic ? [] : WITHOUT_SESSION), ...(method === 'get' ? [] : WITH_BODY), ...own];
  for (const [status, group] of byStatus(codes)) {
    const answered = responses[status];
    responses[status] = {
      description: [answered?.description, group.join(', ')].filter(Boolean).join('; '),
      headers: headers(...always, ...(HEADERS_OF_STATUS[status] ?? [])),
      content: { ...answered?.content, [PROBLEM_TYPE]: problem(group) },
    };
  }
}

function byStatus(codes: ProblemCode[]): Map<number, ProblemCode[]> {
  const groups = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const { status } = PROBLEMS[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

function problem(codes: ProblemCode[]): object {
  return {
    schema: {
      allOf: [
        { $ref: getSchemaPath(ProblemDto) },
        { type: 'object', properties: { code: { type: 'string', enum: codes } } },
      ],
    },
    examples: Object.fromEntries(
      codes.map((code) => [code, { summary: PROBLEMS[code].title, value: exampleOf(code) }]),
    ),
  };
}

function exampleOf(code: ProblemCode): ProblemDto {
  return toProblem(new DomainError(code, PROBLEMS[code].title), '/api/…', '0198c5a0-0000-7000-8000-000000000000');
}

/** Says in the contract that a route needs no session. */
export function ApiPublic(): MethodDecorator & ClassDecorator {
  return ApiExtension(PUBLIC, true) as MethodDecorator & ClassDecorator;
}
