import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { GUARDS_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { GATEWAY_METADATA, MESSAGE_MAPPING_METADATA } from '@nestjs/websockets/constants';
import { AppModule } from './app.module';
import { createHttpAdapter } from './app.setup';
import { loadConfig } from './platform/config/config';
import { SessionGuard } from './sessions/session.guard';
import { CurrentSession, IS_PUBLIC } from './sessions/sessions.decorators';

/** All that answers without a session. Whoever adds to it does so here too, on purpose. */
const PUBLIC_ROUTES = [
  'GET health/live',
  'GET health/ready',
  'GET testing/personas',
  'POST login',
  'POST register',
  'POST testing/drain',
  'POST testing/reset',
];

interface Handler {
  type: Type;
  name: string;
  method: object;
}

let modules: ModulesContainer;

beforeAll(async () => {
  const config = loadConfig({
    DATABASE_URL: 'postgres://nobody@localhost/none',
    REDIS_URL: 'memory:',
    TEST_SUPPORT: 'true',
  });
  // Nothing is connected: only the shape of the application is read.
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), createHttpAdapter(config), {
    logger: false,
    preview: true,
  });
  modules = app.get(ModulesContainer);
});

describe('every route', () => {
  it('is found by this walk', () => {
    const found = routes().map(routeName);
    expect(found).toEqual(expect.arrayContaining(['POST transfer', 'GET accounts/:number', 'DELETE sessions']));
  });

  it('is behind the session guard, the first of the global ones', () => {
    const guards = providers().filter(({ subtype }) => subtype === 'guard');
    expect(guards[0]?.metatype).toBe(SessionGuard);
  });

  it('is guarded, unless it is public on purpose', () => {
    expect(routes().filter(isPublic).map(routeName).sort()).toEqual(PUBLIC_ROUTES);
  });

  it('knows who calls, unless it is public or tells of nobody', () => {
    const blind = routes().filter((route) => !isPublic(route) && !readsSession(route));
    expect(blind.map(routeName)).toEqual(['GET ledger/integrity', 'GET system/batches', 'GET system/events']);
  });

  it('that is public asks for no session, which it would not have', () => {
    expect(routes().filter((route) => isPublic(route) && readsSession(route))).toEqual([]);
  });

  it('brings no guard of its own, which would come too late', () => {
    const own = routes().filter(({ type, method }) => [type, method].some(hasGuards));
    expect(own.map(routeName)).toEqual([]);
  });
});

describe('sockets', () => {
  it('take no messages from clients: what they may do is decided when they connect', () => {
    const gateways = providers().flatMap(({ metatype }) => (isGateway(metatype) ? [metatype] : []));
    expect(new Set(gateways.map(({ name }) => name))).toEqual(new Set(['RealtimeGateway']));
    expect(gateways.flatMap((gateway) => handlersOf(gateway, MESSAGE_MAPPING_METADATA))).toEqual([]);
  });
});

function providers() {
  return [...modules.values()].flatMap((module) => [...module.providers.values()]);
}

function routes(): Handler[] {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => handlersOf(metatype as Type, METHOD_METADATA));
}

function handlersOf(type: Type, mark: string): Handler[] {
  const prototype = type.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = prototype[name];
    return typeof method === 'function' && Reflect.hasMetadata(mark, method) ? [{ type, name, method }] : [];
  });
}

function routeName({ type, method }: Handler): string {
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod];
  const paths = [type, method].map((each) => Reflect.getMetadata(PATH_METADATA, each) as string);
  return `${verb} ${paths.filter((path) => path !== '/').join('/')}`;
}

function isPublic({ type, method }: Handler): boolean {
  return [type, method].some((each) => Reflect.getMetadata(IS_PUBLIC, each) === true);
}

function hasGuards(target: object): boolean {
  return Reflect.hasMetadata(GUARDS_METADATA, target);
}

function isGateway(metatype: unknown): metatype is Type {
  return typeof metatype === 'function' && Reflect.hasMetadata(GATEWAY_METADATA, metatype);
}

function readsSession({ type, name }: Pick<Handler, 'type' | 'name'>): boolean {
  return factoriesOf(type, name).some((factory) => factory === sessionFactory());
}

function factoriesOf(type: Type, name: string): unknown[] {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, name) ?? {}) as Record<string, object>;
  return Object.values(parameters).map((parameter) => ('factory' in parameter ? parameter.factory : undefined));
}

/** What `@CurrentSession()` leaves on a parameter. */
function sessionFactory(): unknown {
  class Probe {
    read(session: unknown): unknown {
      return session;
    }
  }
  CurrentSession()(Probe.prototype, 'read', 0);
  return factoriesOf(Probe, 'read')[0];
}
