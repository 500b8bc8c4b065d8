import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error';
import { Addresses } from './addresses';

/** Answers where no route is: 405 with `Allow` when the path has other methods, else 404; both name the route nearby. */
export function guideFromUnknownAddresses(fastify: FastifyInstance): void {
  const addresses = new Addresses();
  fastify.addHook('onRoute', ({ method, url }) => {
    addresses.add([method].flat(), url);
  });
  /** Whether a parameter took what is another route's own path, and that route has other methods. */
  const mistakesLiteral = (request: FastifyRequest): boolean =>
    request.routeOptions.url?.includes(':') === true && addresses.isLiteral(pathOf(request));
  const guide = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    if (!request.is404 && !mistakesLiteral(request)) {
      done();
      return;
    }
    const { method } = request;
    const path = pathOf(request);
    const methods = addresses.methodsOf(path);
    // Where a page is served, it gets what is too long for the route that takes this method.
    if (methods.length === 0 || methods.includes(method))
      done(notFound(addresses.nearest(method, path, { sameMethod: false })));
    else if (method === 'OPTIONS') void reply.code(204).header('Allow', allowed(methods).join(', ')).send();
    else done(notAllowed(method, methods, addresses.nearest(method, path, { sameMethod: true })));
  };
  // Before a body is read; and again where the page finds that it is not asked.
  fastify.addHook('onRequest', guide);
  fastify.addHook('preHandler', guide);
}

function pathOf({ url }: FastifyRequest): string {
  return url.replace(/[?#].*$/su, '');
}

function notFound(nearest: string | undefined): DomainError {
  const hint = nearest === undefined ? 'All calls are listed at /api/docs.' : `Did you mean ${nearest}?`;
  return new DomainError('not_found', `There is nothing at this address. ${hint}`);
}

function notAllowed(method: string, methods: string[], nearest: string | undefined): DomainError {
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  const detail = `This address does not take ${method}, but ${methods.join(', ')}.${hint}`;
  return new DomainError('method_not_allowed', detail, { allow: allowed(methods) });
}

function allowed(methods: readonly string[]): string[] {
  return [...methods, 'OPTIONS'];
}
