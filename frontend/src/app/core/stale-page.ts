import { Location } from '@angular/common';
import { inject } from '@angular/core';
import { type NavigationError, RedirectCommand, Router } from '@angular/router';
import { basePath } from './base-path';

/** Stands in for a screen that could not be loaded, inside the shell and, should the shell be missing, alone. */
export const UNAVAILABLE = { inShell: 'unavailable', alone: 'unavailable-page' };

/**
 * A part of the page could not be loaded. After an upgrade of the bank the old parts are gone: then the page begins anew, at
 * the address one was going to. Offline, or with the bank away, it cannot, and says so in the screen's place and under its
 * address.
 */
export function screenMissing({ error, url }: NavigationError): RedirectCommand | undefined {
  if (!isMissingPart(error)) return undefined;
  const router = inject(Router);
  const address = inject(Location).prepareExternalUrl(url);
  void pageChanged().then((changed) => (changed ? location.assign(address) : undefined));
  const inShell = router.routerState.snapshot.root.firstChild?.routeConfig?.path === '';
  const place = router.createUrlTree([inShell ? UNAVAILABLE.inShell : UNAVAILABLE.alone], {
    queryParams: router.parseUrl(url).queryParams,
  });
  return new RedirectCommand(place, { browserUrl: url });
}

export function isMissingPart(error: unknown): boolean {
  return (
    error instanceof TypeError && /dynamically imported module|importing a module|module script/i.test(error.message)
  );
}

/** Whether the bank has another build of the page than the one that runs; false while that cannot be known. */
export async function pageChanged(): Promise<boolean> {
  try {
    const answer = await fetch(`${basePath()}/index.html`, { cache: 'no-store' });
    if (!answer.ok) return false;
    const names = scriptNames(await answer.text());
    return names.length > 0 && names.join() !== ownScriptNames().join();
  } catch {
    return false;
  }
}

/** From the text: the policy of the page lets nothing make a document of it. */
function scriptNames(html: string): string[] {
  return [...html.matchAll(/<script\b[^>]*\ssrc="([^"]+)"/g)].map(([, name]) => name ?? '').sort();
}

function ownScriptNames(): string[] {
  return [...document.querySelectorAll('script[src]')].map((script) => script.getAttribute('src') ?? '').sort();
}
