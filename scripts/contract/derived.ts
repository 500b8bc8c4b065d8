import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { checkout } from '../stack/folders';
import { asyncapiDocument } from './asyncapi';
import { brunoCollection } from './bruno';
import { callsOf, type Contract } from './calls';
import { httpFile } from './http-file';

/** What is made of the committed contract, and committed as well: path from the root, and text. */
export type DerivedFiles = Map<string, string>;

export async function derivedFiles(): Promise<DerivedFiles> {
  const contract = JSON.parse(readFileSync(join(checkout, 'openapi.json'), 'utf8')) as OpenAPI3;
  const calls = callsOf(contract as unknown as Contract);
  return new Map([
    ['testkit/src/openapi.ts', await bodyTypes(contract)],
    ['asyncapi.json', await asyncapiDocument(contract as unknown as Parameters<typeof asyncapiDocument>[0])],
    ['qa/bank.http', httpFile(calls)],
    ...brunoCollection(calls),
  ]);
}

/** Types of all bodies by their names; the calls themselves are few and written by hand. */
async function bodyTypes(contract: OpenAPI3): Promise<string> {
  const types = astToString(await openapiTypes({ ...contract, paths: {} }));
  return `/** Made of openapi.json by npm run openapi. */\n\n${types}`;
}
