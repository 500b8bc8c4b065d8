import type { INestApplication } from '@nestjs/common';
import {
  ApiExtension,
  type ApiResponseOptions,
  DocumentBuilder,
  getSchemaPath,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import type { ReferenceObject, SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config';
import { DomainError } from '../errors/domain-error';
import { type ProblemCode, PROBLEMS } from '../errors/problem-codes';
import { OWN_PROBLEMS, ProblemDto } from '../errors/problem.dto';
import { PROBLEM_TYPE, toProblem } from '../errors/problem.filter';
import { IDEMPOTENT } from './idempotency-key';
import { setDocsHeaders } from './web-page';

const DESCRIPTION = `A small bank that is correct under load. Money is an integer of minor units (cents). Sign in with
\`POST /api/login\` and send the \`sessionId\` it answers as \`Authorization: Bearer <sessionId>\`. Every failure is
\`application/problem+json\`; decide by its \`code\`. Unknown fields and query parameters are refused, and a path that
exists with another method answers 405. Every answer carries \`X-Request-Id\` and \`X-Served-By\`.`;

const TAGS = {
  auth: 'Registration, sign-in and passwords',
  accounts: 'Own accounts and their statements',
  transfers: 'Sending money, and what was sent',
  notifications: 'The inbox',
  sessions: 'Where one is signed in',
  ledger: 'The proof that the books are right',
  system: 'The pods that are the bank',
  testing: 'The way back to the seed; only there with TEST_SUPPORT',
};

const DOCS = 'api/docs';
const DOCUMENT = 'api/openapi.json';

/** The OpenAPI 3.0 document of all routes of this application. What all routes have is added here, and nowhere else. */
export function createApiDocument(app: INestApplication, { version, basePath }: Config): OpenAPIObject {
  const head = new DocumentBuilder()
    .setTitle('Banking demo')
    .setDescription(DESCRIPTION.replace(/\n/g, ' '))
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(basePath || '/', 'Where this document is')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The session id' })
    .addSecurityRequirements('bearer');
  for (const [name, description] of Object.entries(TAGS)) head.addTag(name, description);
  const document = SwaggerModule.createDocument(app, head.build(), {
    autoTagControllers: false,
    operationIdFactory: (_controller, method) => method,
    extraModels: [ProblemDto],
  });
  return completed(document);
}

function completed(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths))
    for (const [method, operation] of Object.entries(item as Partial<Record<Method, Operation>>))
      completeOperation(method as Method, operation);
  const { schemas = {}, ...components } = document.components ?? {};
  // Nothing is sent or taken that is not told here.
  for (const schema of Object.values(schemas))
    if ('type' in schema && schema.type === 'object') {
      schema.additionalProperties = false;
      for (const [name, property] of Object.entries(schema.properties ?? {}))
        if (isNullableReference(property)) schema.properties = { ...schema.properties, [name]: orNull(property) };
    }
  return { ...document, components: { ...components, schemas, headers: HEADERS } };
}

/** Swagger UI at /api/docs and the document at /api/openapi.json, made when it is first asked for. */
export function serveApiDocs(app: INestApplication, fastify: FastifyInstance, create: () => OpenAPIObject): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? '';
    if (route.startsWith(`/${DOCS}`)) setDocsHeaders(request, reply);
    if (route === `/${DOCUMENT}`) reply.header('Cache-Control', 'no-cache');
    done();
  });
  SwaggerModule.setup(DOCS, app, create, {
    jsonDocumentUrl: DOCUMENT,
    raw: ['json'],
    customSiteTitle: 'Banking demo: API',
    swaggerOptions: { deepLinking: true, displayRequestDuration: true, persistAuthorization: false },
  });
}

function isNullableReference(property: SchemaObject | ReferenceObject): property is SchemaObject {
  return 'allOf' in property && property.nullable === true;
}

/** To be all of something that is not null, as Nest puts it, a value could never be null. */
function orNull({ description, allOf = [] }: SchemaObject): SchemaObject {
  return { ...(description && { description }), anyOf: [...allOf, { type: 'object', nullable: true, enum: [null] }] };
}

/** Where an operation of the OpenAPI document says that it needs no session, until its security says so. */
const PUBLIC = 'x-public';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** An operation of the document as far as it is completed here. */
interface Operation {
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
function completeOperation(method: Method, operation: Operation): void {
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

type Headers = NonNullable<ApiResponseOptions['headers']>;

/** The headers of answers, by name; the operations refer to them. */
const HEADERS = {
  'X-Request-Id': {
    description: "Names this request in the bank's logs: the caller's own when it sent a plain one",
    required: true,
    schema: { type: 'string', pattern: '^[\\w.:/+=-]{1,64}$' },
    example: '0198c5a0-0000-7000-8000-000000000000',
  },
  'X-Served-By': {
    description: 'Name of the pod that answered',
    required: true,
    schema: { type: 'string' },
    example: 'pod-1',
  },
  'Retry-After': {
    description: 'Seconds after which trying again makes sense',
    required: true,
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  'WWW-Authenticate': {
    description: 'How to sign in',
    required: true,
    schema: { type: 'string', enum: ['Bearer'] },
  },
  Allow: {
    description: 'The methods that this path does take',
    required: true,
    schema: { type: 'string' },
    example: 'GET, HEAD',
  },
  'Idempotency-Key': {
    description: 'The key that this request can be repeated with: its own, or one that was made for it',
    schema: { type: 'string', pattern: '^[!-~]{1,64}$' },
    example: 'order-4711',
  },
  'Idempotency-Replayed': {
    description: 'Present when the key had been used for this very request before',
    schema: { type: 'string', enum: ['true'] },
  },
} satisfies Headers;

type HeaderName = keyof typeof HEADERS;

/** References to headers, as an answer holds them. */
function headers(...names: HeaderName[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
