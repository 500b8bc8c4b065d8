import { addressOf, type Call } from './calls';

/**
 * The story as requests for an editor that sends them. Variables and scripts are those of JetBrains' HTTP client, which httpYac
 * (Visual Studio Code, terminal) knows as well.
 */
export function httpFile(calls: Call[]): string {
  return [HEAD, ...calls.map(request)].join('\n');
}

const HEAD = `# Made of openapi.json by npm run openapi, for the HTTP client of JetBrains' editors and for httpYac. Send the requests from top to
# bottom: later ones use what earlier ones were answered. The last one puts the bank back to its seed, for everybody.
@baseUrl = http://localhost:3000
`;

function request(call: Call): string {
  const { method, path = {}, body, key } = call;
  const address = addressOf(call, (name) => path[name] ?? '');
  const lines = [
    `### ${call.name}`,
    `${method.toUpperCase()} {{baseUrl}}${address}`,
    ...(call.needsSession ? ['Authorization: Bearer {{session}}'] : []),
    ...(key === undefined ? [] : [`Idempotency-Key: {{${key === 'new' ? '$uuid' : 'key'}}}`]),
    ...(body === undefined ? [] : ['Content-Type: application/json', '', JSON.stringify(body, null, 2)]),
    '',
    '> {%',
    ...script(call).map((line) => `  ${line}`),
    '%}',
  ];
  return `${lines.join('\n').replaceAll('{{newName}}', NEW_NAME)}\n`;
}

/** Made up by the editor. */
const NEW_NAME = 'qa-{{$timestamp}}-{{$randomInt}}';

function script({ status, keep = {}, expects = {}, key }: Call): string[] {
  return [
    holds(`response.status === ${String(status)}`, `is answered ${String(status)}`),
    ...Object.entries(expects).map(([name, value]) =>
      holds(`response.headers.valueOf("${name}") === "${value}"`, `says ${name}`),
    ),
    // The answer tells the key, whoever made it.
    ...(key === 'new' ? ['client.global.set("key", response.headers.valueOf("idempotency-key"));'] : []),
    ...Object.entries(keep).map(([name, place]) => `client.global.set("${name}", response.body.${place});`),
  ];
}

function holds(condition: string, name: string): string {
  return `client.test("${name}", function () { client.assert(${condition}); });`;
}
