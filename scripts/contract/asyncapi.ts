import { join } from 'node:path';
import { fromSchema } from '@openapi-contrib/openapi-schema-to-json-schema';
import { checkout } from '../stack/folders';

/** The one definition of what sockets are sent. */
const EVENTS = 'backend/src/realtime/realtime.events.ts';

type Schema = Record<string, unknown>;
type Schemas = Record<string, Schema>;

interface Contract {
  info: { version: string; license?: object };
  components: { schemas: Schemas };
}

/** What each event means; `docs/realtime.md` has what can be relied on. */
const SUMMARIES: Record<string, string> = {
  ready: 'The state of now: after each connect, and whenever something may have been missed',
  notification: 'Something happened; it is in the inbox, too',
  presence: 'Somebody who has paid one, and was paid, came or went',
  'session-ended': 'Right before the server disconnects for good',
  beat: 'Every five seconds: a connection that is silent for longer is dead',
};

/** The AsyncAPI 3 document of the sockets, as text. */
export async function asyncapiDocument({ info, components }: Contract): Promise<string> {
  const types = await typesOfEvents();
  const events = eventsOf(types);
  const message = (payload: string, summary: string): object => ({ summary, payload: reference('schemas', payload) });
  const messages = {
    connect: message('SocketAuth', 'What the client says as it connects, as `auth` of socket.io; it says nothing else'),
    'connect-error': message(
      'ConnectProblem',
      'Why a connection is refused, as `data` of the error; socket.io does not try again by itself',
    ),
    ...Object.fromEntries(events.map(([event, payload]) => [event, message(payload, summaryOf(event))])),
  };
  const inChannel = (name: string): object => ({ $ref: `#/channels/socket/messages/${name}` });
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Banking demo: sockets',
      version: info.version,
      description: 'What the bank sends over socket.io, WebSocket only. Requests go over HTTP: openapi.json.',
      license: info.license,
    },
    defaultContentType: 'application/json',
    servers: {
      demo: { host: 'localhost:3000', pathname: '/socket.io', protocol: 'ws', description: 'npm run demo' },
    },
    channels: {
      socket: {
        address: '/',
        description: 'The namespace of socket.io; a message is an event of its name with one argument, its payload.',
        messages: Object.fromEntries(Object.keys(messages).map((name) => [name, reference('messages', name)])),
      },
    },
    operations: {
      connect: {
        action: 'receive',
        channel: { $ref: '#/channels/socket' },
        messages: [inChannel('connect')],
        reply: { channel: { $ref: '#/channels/socket' }, messages: [inChannel('ready'), inChannel('connect-error')] },
      },
      push: {
        action: 'send',
        channel: { $ref: '#/channels/socket' },
        messages: events.map(([event]) => inChannel(event)),
      },
    },
    components: { messages, schemas: used(messages, { ...types, ...bodies(components.schemas, types) }) },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** By the names of the types. */
async function typesOfEvents(): Promise<Schemas> {
  const { createGenerator } = await import('ts-json-schema-generator');
  const generator = createGenerator({
    path: join(checkout, EVENTS),
    tsconfig: join(checkout, 'backend', 'tsconfig.json'),
    type: '*',
    // The compiler checks them already.
    skipTypeCheck: true,
    functions: 'comment',
  });
  const text = JSON.stringify(generator.createSchema('*').definitions).replaceAll(
    '#/definitions/',
    '#/components/schemas/',
  );
  return JSON.parse(text) as Schemas;
}

/** Each event with the type of what it carries. */
function eventsOf(types: Schemas): [event: string, payload: string][] {
  const { properties } = types.ServerToClientEvents as {
    properties: Record<string, { properties: { namedArgs: { properties: Record<string, { $ref: string }> } } }>;
  };
  return Object.entries(properties).map(([event, listener]) => {
    const [payload] = Object.values(listener.properties.namedArgs.properties);
    return [event, payload?.$ref.split('/').at(-1) ?? ''];
  });
}

function summaryOf(event: string): string {
  const summary = SUMMARIES[event];
  if (summary === undefined) throw new Error(`scripts/contract/asyncapi.ts does not say what "${event}" means`);
  return summary;
}

/** What HTTP answers as well is described as openapi.json has it, whose schemas are nearly those of JSON Schema. */
function bodies(schemas: Schemas, types: Schemas): Schemas {
  const shared = Object.keys(schemas).filter((name) => name in types);
  const needed = closure(shared, schemas);
  return Object.fromEntries(needed.map((name) => [name, jsonSchema(schemas[name] ?? {})]));
}

function jsonSchema(schema: Schema): Schema {
  // The bounds of int64 are none that JSON's numbers keep.
  const plain = JSON.stringify(schema, (key, value: unknown) =>
    key === 'format' && value === 'int64' ? undefined : value,
  );
  const converted = Object.entries(fromSchema(JSON.parse(plain) as object));
  return Object.fromEntries(converted.filter(([key]) => key !== '$schema'));
}

function used(messages: object, schemas: Schemas): Schemas {
  return Object.fromEntries(closure(referred(messages), schemas).map((name) => [name, schemas[name] ?? {}]));
}

/** These and whatever they refer to, sorted. */
function closure(names: string[], schemas: Schemas): string[] {
  const found = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...referred(schemas[name]));
  }
  return [...found].sort();
}

function referred(part: unknown): string[] {
  return [...JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
}

function reference(kind: 'messages' | 'schemas', name: string): object {
  return { $ref: `#/components/${kind}/${name}` };
}

/** What is wrong with the document, in a line each; nothing when it is valid. */
export async function asyncapiProblems(text: string): Promise<string[]> {
  const { Parser } = await import('@asyncapi/parser');
  const { document, diagnostics } = await new Parser().parse(text);
  // Of a valid one there are hints, such as that it could have tags.
  return document ? [] : diagnostics.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
