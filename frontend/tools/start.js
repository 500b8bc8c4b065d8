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
  for (const href of signedIn ? parts.signedIn : parts.signedOut)
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }));
})();
