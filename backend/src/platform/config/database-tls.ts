import { readFileSync } from 'node:fs';

/** What libpq calls them; `allow` and `prefer` would go on in the clear where somebody takes the encryption away. */
const MODES = ['disable', 'require', 'verify-ca', 'verify-full'];

/**
 * The address of the database with what it says of TLS in libpq's meaning, whose words pg reads in its own unless it is
 * told otherwise: `require` encrypts and trusts any certificate, with an authority it checks that one too.
 *
 * @param caFile path of the authority's certificate, empty for the authorities of this machine
 * @param problems gets a sentence for what is wrong
 */
export function withTls(address: string, caFile: string, problems: string[]): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  const parameters = url.searchParams;
  const authority = caFile || systemless(parameters.get('sslrootcert'));
  const given = parameters.get('sslmode') ?? (parameters.get('ssl') === 'true' ? 'verify-full' : null);
  const mode = given ?? (authority === '' ? null : 'verify-full');
  if (mode === null) return address;
  const problem = problemOf(mode, authority, caFile);
  if (problem !== undefined) {
    problems.push(problem);
    return address;
  }
  for (const name of ['ssl', 'sslrootcert']) parameters.delete(name);
  parameters.set('sslmode', mode);
  parameters.set('uselibpqcompat', 'true');
  if (authority !== '') parameters.set('sslrootcert', authority);
  return url.href;
}

/** `system` means those of the machine, as no file does. */
function systemless(file: string | null): string {
  return file === null || file === 'system' ? '' : file;
}

function problemOf(mode: string, authority: string, caFile: string): string | undefined {
  if (!MODES.includes(mode)) return `DATABASE_URL says sslmode=${mode}; write one of ${MODES.join(', ')}`;
  if (mode === 'disable')
    return caFile === '' ? undefined : 'DATABASE_CA_FILE is of no use with sslmode=disable in DATABASE_URL; keep one';
  if (authority === '')
    return mode === 'verify-ca'
      ? 'DATABASE_CA_FILE is missing: sslmode=verify-ca in DATABASE_URL needs the certificate of the authority'
      : undefined;
  const name = caFile === '' ? 'sslrootcert in DATABASE_URL' : 'DATABASE_CA_FILE';
  try {
    if (readFileSync(authority, 'utf8').includes('-----BEGIN CERTIFICATE-----')) return undefined;
    return `${name} holds no certificate in PEM form`;
  } catch (error) {
    return `${name} cannot be read: ${(error as Error).message}`;
  }
}
