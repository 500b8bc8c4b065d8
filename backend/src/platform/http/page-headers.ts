import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dropDataHeaders } from './http-hooks';

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
export function secureAsPage(fastify: FastifyInstance): void {
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
