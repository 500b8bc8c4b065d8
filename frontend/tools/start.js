// Runs beside the main script: has the parts of the screen one lands on fetched now. The build puts in which they are.
(() => {
  const parts = PARTS;
  const kept = (name) => {
    try {
      return globalThis[name].getItem('bank.session');
    } catch {
      return null;
    }
  };
  const signedIn = (kept('sessionStorage') ?? kept('localStorage')) !== null;
  const fetchEarly = (link) => document.head.append(Object.assign(document.createElement('link'), link));
  for (const href of signedIn ? parts.signedIn : parts.signedOut) fetchEarly({ rel: 'modulepreload', href });
  // Whom the bank offers to sign in as is part of the first screen: asked for now, it need not wait for the scripts.
  if (!signedIn) fetchEarly({ rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: 'api/testing/personas' });
})();
