import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyCompress from '@fastify/compress';
import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { StartupError } from '../errors/startup-error';
import { dropDataHeaders } from './http-hooks';

/** The build puts a hash of the content into these names, so they can be kept forever. */
const HASHED = /[.-][A-Za-z0-9_-]{8,}\.(?:js|css|woff2?|svg|png|webp|avif|ico)$/;
const FOREVER = 'public, max-age=31536000, immutable';
/** Kept, but asked for again each time: how a new build reaches browsers. */
const REVALIDATE = 'no-cache';

/** No script, font or connection from elsewhere. Angular adds its components' styles as style elements. */
const PAGE_SECURITY: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
};

/** Lets everything registered on this instance be shown in a browser, safely. */
export async function secureAsPage(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRequest', (_request, reply, done) => {
    dropDataHeaders(reply);
    done();
  });
  await fastify.register(fastifyHelmet, PAGE_SECURITY);
}

/** Serves the built page: its files, and index.html for every address that the page's own router knows. */
export async function servePage(fastify: FastifyInstance, root: string): Promise<void> {
  if (!existsSync(join(root, 'index.html')))
    throw new StartupError(`WEB_ROOT ${root} has no index.html; build the page or leave WEB_ROOT empty.`);
  await fastify.register(async (page) => {
    await secureAsPage(page);
    await page.register(fastifyCompress, { encodings: ['br', 'gzip'] });
    // The page's build lays compressed files beside the others; what it leaves out is compressed on its way.
    await page.register(fastifyStatic, { root, serve: false, cacheControl: false, preCompressed: true });
    page.get<{ Params: { '*': string } }>('/*', (request, reply) => {
      const path = request.params['*'];
      if (isReserved(path)) reply.callNotFound();
      else sendPage(reply, path);
    });
  });
}

/** A name with a dot is a file; anything else is a place within the page. */
function sendPage(reply: FastifyReply, path: string): void {
  const isFile = /\.[^/]*$/.test(path);
  void reply.header('Cache-Control', HASHED.test(path) ? FOREVER : REVALIDATE).sendFile(isFile ? path : 'index.html');
}

/** Paths of the API and of operations: what is not found there is no place of the page. */
function isReserved(path: string): boolean {
  return /^(api|socket\.io|health|metrics)(\/|$)/.test(path);
}

/** Without a page, the front door says where things are. */
export async function serveSignpost(fastify: FastifyInstance): Promise<void> {
  await fastify.register(async (page) => {
    await secureAsPage(page);
    page.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(SIGNPOST));
  });
}

const SIGNPOST = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Banking demo</title>
  </head>
  <body>
    <h1>Banking demo</h1>
    <p>The bank is open. This pod serves no page (WEB_ROOT is empty); it serves the API.</p>
    <ul>
      <li><a href="/api/docs">API documentation</a>, with a form for every call</li>
      <li><a href="/api/openapi.json">OpenAPI document</a></li>
      <li><a href="/health/ready">Health</a> and <a href="/metrics">metrics</a></li>
    </ul>
  </body>
</html>
`;
