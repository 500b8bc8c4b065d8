import { makeValidator, type ValidatorSpec } from 'envalid';

/** `a, b` as a list without blanks. */
function splitList(input: string): string[] {
  return input
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export const list = makeValidator<string[]>(splitList);

/** A list of ISO 4217 codes, e.g. `EUR,USD`; the first one is the currency of primary accounts. */
export const currencies = makeValidator<[string, ...string[]]>((input) => {
  const [first, ...others] = splitList(input);
  const codes = new Set([first, ...others]);
  if (
    first === undefined ||
    codes.size !== 1 + others.length ||
    ![first, ...others].every((code) => /^[A-Z]{3}$/.test(code))
  )
    throw new Error('must be different three-letter currency codes, separated by commas');
  return [first, ...others];
});

/** A whole number within bounds. */
export function whole(min: number, max: number, defaultValue: number, desc: string): ValidatorSpec<number> {
  return wholeNumber(min, max)({ default: defaultValue, desc });
}

/** A port to listen on that may be left out. */
export function optionalPort(desc: string): ValidatorSpec<number | undefined> {
  return wholeNumber(1, 65_535)({ default: undefined, desc });
}

function wholeNumber(min: number, max: number) {
  return makeValidator<number>((input) => {
    const value = Number(input);
    if (!Number.isSafeInteger(value) || value < min || value > max)
      throw new Error(`must be a whole number from ${String(min)} to ${String(max)}`);
    return value;
  });
}

/** All or none, the number of hops by which callers come, or the addresses and networks of the proxies. */
export const trustProxy = makeValidator<boolean | number | string>((input) => {
  if (input === 'true' || input === 'false') return input === 'true';
  return /^[0-9]+$/.test(input) ? Number(input) : input;
});

export const databaseUrl = makeValidator<string>((input) => {
  const { pathname } = serverUrl(input, ['postgres', 'postgresql']);
  if (pathname.slice(1).includes('/')) throw new Error('must end with the name of a database');
  return input;
});

export const httpUrl = makeValidator<string>((input) => {
  serverUrl(input, ['http', 'https']);
  return input;
});

/** How to say a password that holds what means something else in an address. */
const ENCODE =
  'write what is special in user and password percent-encoded, for example %23 for #, %2F for /, %3F for ?, %40 for @ and %25 for %';

/**
 * What an address says, when it says one thing only. Messages do not repeat it: it may hold a password.
 *
 * @throws Error that says how it is written
 */
function serverUrl(input: string, schemes: string[]): URL {
  if (!schemes.some((scheme) => input.startsWith(`${scheme}://`)))
    throw new Error(`must start with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
  if (!URL.canParse(input)) throw new Error(`cannot be read as an address: ${ENCODE}`);
  const url = new URL(input);
  // A password with one of these ends early, and the rest of it is taken for the query or so.
  if (url.hash !== '' || `${url.pathname}${url.search}`.includes('@'))
    throw new Error(`cannot be read as an address: ${ENCODE}`);
  try {
    decodeURIComponent(`${url.username}${url.password}${url.pathname}`);
  } catch {
    throw new Error(`has a percent sign that encodes nothing: ${ENCODE}`);
  }
  return url;
}

/** Origins as browsers send them: no path, no slash at the end, no default port. */
export const origins = makeValidator<string[]>((input) => splitList(input).map(checkedOrigin));

function checkedOrigin(item: string): string {
  if (item === '*')
    throw new Error('must name each origin, for example https://shop.example.com; * would let in every page');
  const url = /^https?:\/\/[^*]+$/i.test(item) && URL.canParse(item) ? new URL(item) : undefined;
  if (!url) throw new Error(`has ${item}, which is no origin like https://shop.example.com`);
  if (url.origin !== item) throw new Error(`has ${item}; write ${url.origin}`);
  return item;
}

/** Nothing, or a path without a slash at its end. */
export const basePath = makeValidator<string>((input) => {
  if (!/^(\/[A-Za-z0-9._~-]+)*$/.test(input) || /\/\.{1,2}(\/|$)/.test(input))
    throw new Error('must be a path like /bank, without a slash at its end, or be empty');
  return input;
});
