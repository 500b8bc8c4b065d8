import type { NavigationError } from '@angular/router';

const MARK = 'bank.reloaded-at';
const ONCE_IN_MS = 30_000;

/**
 * After an upgrade of the bank the parts an open page was going to load are gone. Loading the page anew, at the address
 * one was going to, brings the new ones; unless that was just tried.
 */
export function reloadWhenStale({ error, url }: NavigationError): void {
  const isMissingPart =
    error instanceof TypeError && /dynamically imported module|importing a module/i.test(error.message);
  const lastMs = Number(sessionStorage.getItem(MARK) ?? 0);
  if (!isMissingPart || Date.now() - lastMs < ONCE_IN_MS) return;
  sessionStorage.setItem(MARK, String(Date.now()));
  location.assign(url);
}
