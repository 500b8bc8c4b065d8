import type { FastifyInstance } from 'fastify';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { ReferenceObject, SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import type { Config } from '../config/config';
import { ProblemDto } from '../errors/problem.dto';
import { HEADERS } from './api-headers';
import { completeOperation, type Method, type Operation } from './api-operation';
import { setDocsHeaders } from './page-headers';

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
