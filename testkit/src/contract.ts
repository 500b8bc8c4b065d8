import Ajv, { type ValidateFunction } from 'ajv';
import type { Response } from 'supertest';
import asyncapi from '../../asyncapi.json';
import openapi from '../../openapi.json';

/** An operation as the contract declares it; only what the suites look at. */
export interface Operation {
  operationId: string;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: object;
}

interface Contract {
  /** What every operation wants that says nothing else. */
  security: object[];
  paths: Record<string, Partial<Record<Method, Operation>>>;
  components: { schemas: Record<string, Record<string, unknown>> };
}

type Method = 'get' | 'post' | 'delete';

/** The committed contract of this version. */
export const contract = openapi as unknown as Contract;

export interface Route {
  method: Method;
  /** Below `/api`, with `{parameters}`. */
  path: string;
  operation: Operation;
}

export const routes: Route[] = Object.entries(contract.paths).flatMap(([path, operations]) =>
  (['get', 'post', 'delete'] as const).flatMap((method) => {
    const operation = operations[method];
    return operation ? [{ method, path: path.replace(/^\/api/, ''), operation }] : [];
  }),
);

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** What an address may answer that the contract does not have. */
const NOWHERE = [404, 405, 429];
const PROBLEM = 'application/problem+json';
const ajv = prepared();
const validators = new Map<string, ValidateFunction>();

/** Stricter than OpenAPI: no field that is not declared, times in UTC with milliseconds, exact integers. */
function prepared(): Ajv {
  const closed = structuredClone(contract);
  for (const schema of Object.values(closed.components.schemas))
    if (schema.type === 'object') schema.additionalProperties = false;
  const validator = new Ajv({ strict: false, allErrors: true });
  validator.addFormat('date-time', UTC);
  validator.addFormat('int64', { type: 'number', validate: Number.isSafeInteger });
  validator.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  validator.addFormat('date', /^\d{4}-\d\d-\d\d$/);
  validator.addFormat('password', true);
  validator.addSchema(closed, 'contract');
  validator.addSchema(asyncapi, 'sockets');
  return validator;
}

/**
 * Expects that the contract declares this answer of this call: status, media type, problem code and every field. An
 * address that the contract does not know answers 404 not_found, one that it knows for other methods 405.
 *
 * @param path with `/api`, and with a query if there was one
 * @throws Error saying what is not as declared
 */
export function expectDeclared(method: Method, path: string, response: Response): void {
  const pathname = path.replace(/[?#].*$/s, '');
  const template = templateOf(method, pathname);
  const call = `${method.toUpperCase()} ${pathname} answered ${String(response.status)}`;
  if (template === undefined) {
    expectValid(`${call}, where nothing is`, 'contract#/components/schemas/Problem', response.body);
    if (!NOWHERE.includes(response.status)) throw new Error(`${call}, where nothing is`);
    return;
  }
  const declared = contract.paths[template]?.[method]?.responses[String(response.status)];
  if (!declared) throw new Error(`${call}, which the contract does not declare: ${response.text}`);
  if (!declared.content) {
    if (response.status === 204 && response.text !== '') throw new Error(`${call} with a body: ${response.text}`);
    return;
  }
  const type = mediaType(response);
  if (!(type in declared.content))
    throw new Error(`${call} as ${type}, not as the declared ${Object.keys(declared.content).join(' or ')}`);
  if (!type.endsWith('json')) return;
  const steps = ['paths', template, method, 'responses', String(response.status), 'content', type, 'schema'];
  expectValid(call, `contract#/${steps.map(encoded).join('/')}`, response.body);
}

/**
 * Expects that the document of the sockets declares this event with every field of its payload.
 *
 * @param message name of the event, or `connect-error` for why a connection was refused
 * @throws Error saying what is not as declared
 */
export function expectDeclaredMessage(message: string, payload: unknown): void {
  if (!Object.hasOwn(asyncapi.components.messages, message))
    throw new Error(`asyncapi.json knows no message ${message}`);
  expectValid(`The socket was sent ${message}`, `sockets#/components/messages/${message}/payload`, payload);
}

/** Whether the answer is a problem. */
export function isProblem(response: Response): boolean {
  return mediaType(response) === PROBLEM;
}

function mediaType({ headers }: Response): string {
  return (headers as Record<string, string | undefined>)['content-type']?.replace(/;.*$/, '') ?? 'nothing';
}

function expectValid(call: string, pointer: string, body: unknown): void {
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: pointer });
  validators.set(pointer, validate);
  if (!validate(body))
    throw new Error(`${call} with ${JSON.stringify(body)}, not as declared: ${ajv.errorsText(validate.errors)}`);
}

function templateOf(method: Method, pathname: string): string | undefined {
  const candidates = Object.keys(contract.paths).filter((path) => contract.paths[path]?.[method]);
  return candidates.includes(pathname) ? pathname : candidates.find((path) => patternOf(path).test(pathname));
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]*\}/g, '[^/]+')}$`);
}

/** A step of a JSON pointer within a URI. */
function encoded(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
}
