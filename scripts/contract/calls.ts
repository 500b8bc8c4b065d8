import { type Step, story } from './story';

/** What the collections need to know of openapi.json. */
export interface Contract {
  paths: Record<string, Partial<Record<Method, Operation>>>;
  components: { schemas: Record<string, Schema> };
}

type Method = 'get' | 'post' | 'delete';

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  security?: object[];
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
  responses: Record<string, object>;
}

interface Schema {
  properties?: Record<string, { example?: unknown; enum?: unknown[] }>;
  required?: string[];
}

/** A step of the story with what the contract says of it. */
export interface Call extends Step {
  name: string;
  method: Method;
  /** With `{name}` for its parameters. */
  route: string;
  /** The status of its success. */
  status: number;
  needsSession: boolean;
}

/**
 * The story as calls.
 *
 * @throws Error when story and contract do not name the same operations
 */
export function callsOf(contract: Contract): Call[] {
  const operations = new Map(
    Object.entries(contract.paths).flatMap(([route, methods]) =>
      Object.entries(methods).map(([method, operation]) => [
        operation.operationId,
        { method: method as Method, route, operation },
      ]),
    ),
  );
  const told = new Set(story.map(({ operation }) => operation));
  const untold = [...operations.keys()].filter((name) => !told.has(name));
  if (untold.length > 0) throw new Error(`scripts/contract/story.ts does not tell of ${untold.join(', ')}`);
  return story.map((step) => {
    const found = operations.get(step.operation);
    if (!found)
      throw new Error(`scripts/contract/story.ts tells of ${step.operation}, which the contract does not know`);
    const { method, route, operation } = found;
    const [success = '200'] = Object.keys(operation.responses);
    const body = step.body ?? exampleOf(contract, operation);
    return {
      ...step,
      name: step.name ?? operation.summary,
      method,
      route,
      status: Number(success),
      needsSession: operation.security === undefined,
      ...(body !== undefined && { body }),
    };
  });
}

/** Path and query; `parameter` says what stands for a parameter of the path. */
export function addressOf({ route, query }: Call, parameter: (name: string) => string): string {
  const fields = Object.entries(query ?? {}).map(([name, value]) => `${name}=${value}`);
  const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameter(name));
  return fields.length === 0 ? path : `${path}?${fields.join('&')}`;
}

/** The body that the contract's examples and closed sets of values make. */
function exampleOf(contract: Contract, { requestBody }: Operation): Step['body'] {
  const name = requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1);
  const schema = name === undefined ? undefined : contract.components.schemas[name];
  if (!schema) return undefined;
  const { properties = {}, required = [] } = schema;
  return Object.fromEntries(
    required.map((field) => [field, (properties[field]?.example ?? properties[field]?.enum?.[0]) as string]),
  );
}
