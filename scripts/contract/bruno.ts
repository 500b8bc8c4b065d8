import { addressOf, type Call } from './calls';

const FOLDER = 'qa/bruno';

/** The story as a collection of Bruno: paths from the root, and texts. */
export function brunoCollection(calls: Call[]): [path: string, text: string][] {
  return [
    [
      'bruno.json',
      `${JSON.stringify({ version: '1', name: 'banking-demo', type: 'collection', ignore: [] }, null, 2)}\n`,
    ],
    ['collection.bru', COLLECTION],
    ['environments/demo.bru', 'vars {\n  baseUrl: http://localhost:3000\n}\n'],
    ...calls.map((call, index): [string, string] => [fileName(call, index), request(call, index + 1)]),
  ].map(([path = '', text = '']) => [`${FOLDER}/${path}`, text]);
}

/** Whichever request is sent first: it is sent as a customer of its own. */
const COLLECTION = `auth {
  mode: bearer
}

auth:bearer {
  token: {{session}}
}

script:pre-request {
  const fresh = () => "qa" + Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
  const signUp = async (displayName) => {
    const answer = await bru.sendRequest({
      method: "POST",
      url: bru.getEnvVar("baseUrl") + "/api/register",
      headers: { "Content-Type": "application/json" },
      data: { username: fresh(), password: "correct-horse-battery", displayName },
    });
    return answer.data;
  };
  bru.setVar("newName", fresh());
  if (!bru.getVar("session") && req.getAuthMode() === "bearer") {
    const payee = await signUp("Paula Payee");
    const own = await signUp("Quentin Quality");
    bru.setVar("payee", payee.user.username);
    bru.setVar("username", own.user.username);
    bru.setVar("session", own.sessionId);
  }
}

docs {
  Every call of the bank, made of openapi.json by npm run openapi. Run the collection from top to bottom, or send any request: a customer of
  your own is registered for it. The last request puts the bank back to its seed, for everybody.
}
`;

function request(call: Call, seq: number): string {
  const { method, body, query, path, needsSession } = call;
  const address = addressOf(call, (name) => `:${name}`);
  return [
    block('meta', [`name: ${call.name}`, 'type: http', `seq: ${String(seq)}`]),
    block(method, [
      `url: {{baseUrl}}${address}`,
      `body: ${body === undefined ? 'none' : 'json'}`,
      `auth: ${needsSession ? 'inherit' : 'none'}`,
    ]),
    ...(query === undefined ? [] : [block('params:query', pairs(query))]),
    ...(path === undefined ? [] : [block('params:path', pairs(path))]),
    ...(call.key === undefined ? [] : [block('headers', ['Idempotency-Key: {{key}}'])]),
    ...(body === undefined ? [] : [block('body:json', JSON.stringify(body, null, 2).split('\n'))]),
    ...(call.key === 'new' ? [block('script:pre-request', KEY.split('\n'))] : []),
    ...(call.keep === undefined ? [] : [block('vars:post-response', kept(call.keep))]),
    block('assert', [`res.status: eq ${String(call.status)}`, ...expected(call.expects)]),
  ].join('\n');
}

/** A new one for each payment that is meant. */
const KEY = 'bru.setVar("key", "order-" + Date.now().toString(36) + Math.random().toString(36).slice(2, 10));';

function kept(keep: Record<string, string>): string[] {
  return Object.entries(keep).map(([name, place]) => `${name}: res.body.${place}`);
}

function expected(headers: Record<string, string> = {}): string[] {
  return Object.entries(headers).map(([name, value]) => `res.headers['${name}']: eq "${value}"`);
}

function pairs(values: Record<string, string>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}: ${value}`);
}

function block(name: string, lines: string[]): string {
  return `${name} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}\n`;
}

/** In the order of the story also where files are sorted by name. */
function fileName({ operation }: Call, index: number): string {
  return `${String(index + 1).padStart(2, '0')}-${operation.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.bru`;
}
