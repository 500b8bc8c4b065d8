/** What a username looks like once normalised; never like an account number, since it starts with a letter. */
export const USERNAME = /^[a-z][a-z0-9._-]{2,31}$/;

/** NFKC, trimmed, lower case: one name cannot be registered in two spellings. */
export function normaliseUsername(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}
