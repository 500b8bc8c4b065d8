import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { secureAsPage } from './page';

const DESCRIPTION = `A small bank that is correct under load. Money is an integer of minor units (cents). Sign in with
\`POST /api/login\` and send the \`sessionId\` it answers as \`Authorization: Bearer <sessionId>\`. Every failure is
\`application/problem+json\`; decide by its \`code\`. Every answer carries \`X-Request-Id\` and \`X-Served-By\`.`;

/** The OpenAPI 3.0 document of all routes of this application. */
export function createApiDocument(app: INestApplication, version: string): OpenAPIObject {
  const head = new DocumentBuilder()
    .setTitle('Banking demo')
    .setDescription(DESCRIPTION.replace(/\n/g, ' '))
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'opaque', description: 'The session id' })
    .build();
  return SwaggerModule.createDocument(app, head, { autoTagControllers: false });
}

/** The document at /api/openapi.json and Swagger UI at /api/docs. The document is made when first asked for. */
export async function serveApiDocs(fastify: FastifyInstance, create: () => OpenAPIObject): Promise<void> {
  let document: string | undefined;
  fastify.get('/api/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(create());
    return reply.type('application/json; charset=utf-8').header('Cache-Control', 'no-cache').send(document);
  });
  await fastify.register(async (docs) => {
    await secureAsPage(docs);
    docs.get('/api/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(DOCS_PAGE));
    docs.get('/api/docs/', (_request, reply) => reply.redirect('/api/docs'));
    docs.get('/api/docs/start.js', (_request, reply) => reply.type('text/javascript').send(DOCS_SCRIPT));
    await docs.register(fastifyStatic, {
      root: dirname(require.resolve('swagger-ui-dist/package.json')),
      prefix: '/api/docs/',
      allowedPath: (path) => /^\/(?:swagger-ui(?:-bundle)?\.(?:js|css)|favicon-32x32\.png)$/.test(path),
      decorateReply: false,
    });
  });
}

const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Banking demo: API</title>
    <link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const DOCS_SCRIPT = `SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
});
`;
