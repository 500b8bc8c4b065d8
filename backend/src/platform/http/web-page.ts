import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyCompress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StartupError } from '../errors/startup-error';
import { dropDataHeaders } from './http-hooks';

/**
 * The build puts a hash of the content into these names, so they can be kept forever: eight characters of base 32, in those
 * of the parts that are loaded later of base 64.
 */
const HASHED = /(?:^(?:chunk|main|start)-[\w-]{8}\.js|-[A-Z2-7]{8}\.(?:js|css|woff2?|svg|png|webp|avif|ico))$/;
const FOREVER = 'public, max-age=31536000, immutable';
/** Kept, but asked for again each time: how a new build reaches browsers. */
const REVALIDATE = 'no-cache';

/**
 * Serves the built page: its files, and index.html for every address that the page's own router knows.
 *
 * @param basePath what the addresses of the page begin with, towards browsers
 */
export async function serveWebRoot(fastify: FastifyInstance, root: string, basePath: string): Promise<void> {
  const index = readIndex(root, basePath);
  await fastify.register(async (page) => {
    secureAsPage(page);
    await page.register(fastifyCompress, { encodings: ['br', 'gzip'] });
    // The page's build lays compressed files beside the others; what it leaves out is compressed on its way.
    await page.register(fastifyStatic, { root, serve: false, cacheControl: false, preCompressed: true });
    page.get<{ Params: { '*': string } }>('/*', (request, reply) => {
      const path = request.params['*'];
      if (isReserved(path) || asksForJson(request)) reply.callNotFound();
      else if (isFile(path)) void sendFile(reply, path);
      else sendIndex(request, reply, index);
    });
  });
}

interface Index {
  html: string;
  etag: string;
}

/** The page looks for all that belongs to it below its base. */
function readIndex(root: string, basePath: string): Index {
  const path = join(root, 'index.html');
  if (!existsSync(path))
    throw new StartupError(`WEB_ROOT ${root} has no index.html; build the page or leave WEB_ROOT empty.`);
  const html = readFileSync(path, 'utf8').replace(/<base href="\/" ?\/?>/, `<base href="${basePath}/">`);
  return { html, etag: `"${createHash('sha256').update(html).digest('base64url')}"` };
}

function sendIndex(request: FastifyRequest, reply: FastifyReply, { html, etag }: Index): void {
  reply.headers({ 'Cache-Control': REVALIDATE, ETag: etag });
  if (request.headers['if-none-match'] === etag) void reply.code(304).send();
  else void reply.type('text/html; charset=utf-8').send(html);
}

function sendFile(reply: FastifyReply, path: string): FastifyReply {
  return reply.header('Cache-Control', HASHED.test(path) ? FOREVER : REVALIDATE).sendFile(path);
}

/** A name with a dot is a file; anything else is a place within the page. */
function isFile(path: string): boolean {
  return /\.[^/]*$/.test(path) && path !== 'index.html';
}

/** Paths of the API and of operations: what is not found there is no place of the page. */
function isReserved(path: string): boolean {
  return /^(api|socket\.io|health|metrics)(\/|$)/.test(path);
}

/** A program that has lost its way looks for data; a page would not tell it so. */
function asksForJson({ headers: { accept = '' } }: FastifyRequest): boolean {
  return /\bjson\b/.test(accept) && !accept.includes('text/html');
}

/** Without a page, the front door says where things are. */
export async function serveSignpost(fastify: FastifyInstance): Promise<void> {
  await fastify.register((page, _options, done) => {
    secureAsPage(page);
    page.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(SIGNPOST));
    done();
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
      <li><a href="api/docs">API documentation</a>, with a form for every call</li>
      <li><a href="api/openapi.json">OpenAPI document</a></li>
      <li><a href="health/ready">Health</a> and <a href="metrics">metrics</a></li>
    </ul>
  </body>
</html>
`;

/**
 * No script, font or connection from elsewhere, and no text becomes a script. Angular adds its components' styles as style
 * elements, and has policies of its own for what it puts into the page.
 */
const PAGE_POLICY = policy({
  'default-src': "'self'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'self'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'angular angular#bundler angular#components',
});

/** As for the page; what Swagger UI puts into its own has no such policies. */
const DOCS_POLICY = PAGE_POLICY.replace(/; require-trusted-types-for.*$/, '');

/** What a browser is told about the page; nginx says the same of the page in its image. */
export const PAGE_HEADERS = {
  'Content-Security-Policy': PAGE_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Only over https: over http browsers ignore it, and on localhost it would shut out whatever else is served there. */
export const STRICT_TRANSPORT = 'max-age=31536000; includeSubDomains';

/** Lets everything registered on this instance be shown in a browser, safely. */
function secureAsPage(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    setPageHeaders(request, reply);
    done();
  });
}

function setPageHeaders(request: FastifyRequest, reply: FastifyReply): void {
  dropDataHeaders(reply);
  reply.headers(PAGE_HEADERS);
  if (request.protocol === 'https') reply.header('Strict-Transport-Security', STRICT_TRANSPORT);
}

export function setDocsHeaders(request: FastifyRequest, reply: FastifyReply): void {
  setPageHeaders(request, reply);
  reply.header('Content-Security-Policy', DOCS_POLICY);
}

function policy(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
