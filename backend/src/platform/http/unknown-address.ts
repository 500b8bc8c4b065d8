import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error';

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

interface Route {
  method: string;
  /** Parts of the path; one that begins with a colon stands for any. */
  parts: string[];
}

/** So many letters may differ before a route is another one rather than a misspelt one. */
const NEAR = 2;
/** Right but for the method counts less than one letter off, and more than three. */
const OTHER_METHOD = 1.5;
const MAX_LENGTH = 200;
const VERSION = /^v\d+$/;

/** Every route there is, for who asks for one that is not: the methods of a path, and the route that was meant. */
export class Addresses {
  private readonly routes: Route[] = [];
  /** Paths without a parameter. */
  private readonly literal = new Set<string>();

  /** What serves files or a whole page has no addresses of its own. */
  add(methods: readonly string[], url: string): void {
    if (url.includes('*')) return;
    if (!url.includes(':')) this.literal.add(url);
    this.routes.push(...methods.map((method) => ({ method, parts: url.split('/') })));
  }

  /** Whether a path is that of a route word by word, and not just one that a parameter could stand for. */
  isLiteral(path: string): boolean {
    return this.literal.has(path);
  }

  /** The methods that a path takes; none where nothing is. */
  methodsOf(path: string): string[] {
    const parts = path.split('/');
    const leads = this.isLiteral(path) ? (route: Route) => route.parts.join('/') === path : leadsTo(parts);
    return [...new Set(this.routes.filter(leads).map(({ method }) => method))];
  }

  /**
   * The route that was probably meant, such as `POST /api/transfer`.
   *
   * @param sameMethod whether it has to take this method
   */
  nearest(method: string, path: string, { sameMethod }: { sameMethod: boolean }): string | undefined {
    if (path.length > MAX_LENGTH) return undefined;
    const wanted = method === 'HEAD' ? 'GET' : method;
    let best: { route: Route; score: number } | undefined;
    for (const route of this.routes.filter((each) => each.method !== 'HEAD')) {
      if (sameMethod && route.method !== wanted) continue;
      const apart = Math.min(...readings(path).map((parts) => distance(route, parts)));
      const score = apart + (route.method === wanted ? 0 : OTHER_METHOD);
      if (apart <= NEAR && (!best || score < best.score)) best = { route, score };
    }
    return best && `${best.route.method} ${best.route.parts.map(readable).join('/')}`;
  }
}

function leadsTo(asked: readonly string[]): (route: Route) => boolean {
  return ({ parts }) =>
    parts.length === asked.length && parts.every((part, at) => (part.startsWith(':') ? asked[at] : part === asked[at]));
}

/** A path as it may have been meant: without superfluous slashes or a version, in small letters, below /api. */
function readings(path: string): string[][] {
  const parts = path
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '' && !VERSION.test(part));
  return [
    ['', ...parts],
    ['', 'api', ...parts],
  ];
}

function distance({ parts }: Route, asked: readonly string[]): number {
  if (parts.length !== asked.length) return Infinity;
  return parts.reduce((sum, part, at) => sum + (part.startsWith(':') ? 0 : lettersApart(part, asked[at] ?? '')), 0);
}

/** The edit distance of Levenshtein, row by row. */
function lettersApart(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (const [down, letter] of [...left].entries()) {
    const next = [down + 1];
    for (let at = 1; at <= right.length; at++) {
      const replaced = (row[at - 1] ?? 0) + (letter === right[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

/** As the contract writes it: `{id}`. */
function readable(part: string): string {
  return part.startsWith(':') ? `{${part.slice(1)}}` : part;
}
