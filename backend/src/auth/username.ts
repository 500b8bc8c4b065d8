import { ALIAS } from '../accounts/accounts.types';

/** What a username looks like once normalised: it becomes an alias. */
export const USERNAME = ALIAS;

/** NFKC, trimmed, lower case: one name cannot be registered in two spellings. */
export function normaliseUsername(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}
