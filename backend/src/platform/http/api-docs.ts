import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { setDocsHeaders } from './page-headers';

const DOCS = 'api/docs';
const DOCUMENT = 'api/openapi.json';

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
