// The page's first script. It shows what the screen one lands on begins with and, once that is drawn, lets the page begin,
// with the parts and the answer which that screen needs on their way. The build puts in what it knows.
(() => {
  const { main, parts, words } = BUILD;
  const kept = (key, ...places) => {
    try {
      return places.map((place) => globalThis[place].getItem(key)).find((value) => value !== null);
    } catch {
      return undefined;
    }
  };

  const { documentElement: root, head } = document;
  const theme = kept('bank.theme', 'localStorage');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const tags = [kept('bank.language', 'localStorage'), ...navigator.languages, navigator.language];
  root.lang = tags.map((tag) => tag?.split(/[-_]/)[0]).find((language) => language in words) ?? 'en';

  const session = kept('bank.session', 'sessionStorage', 'localStorage');
  const boot = document.getElementById(session ? 'boot-bank' : 'boot-entrance');
  const { name, ...screens } = words[root.lang];
  const said = { name, ...screens[location.pathname.endsWith('/register') ? 'register' : 'signIn'] };
  for (const place of boot.querySelectorAll('[data-words]')) place.textContent = said[place.dataset.words];
  boot.hidden = false;

  const fetchEarly = (link) => head.append(Object.assign(document.createElement('link'), link));
  const begin = () => {
    void import(`./${main}`);
    for (const href of session ? parts.signedIn : parts.signedOut) fetchEarly({ rel: 'modulepreload', href });
    if (session) {
      const me = fetch('api/me', { headers: { Authorization: `Bearer ${session}` } }).catch(() => undefined);
      globalThis.bankAskedAhead = { session, me };
    } else fetchEarly({ rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: 'api/testing/personas' });
  };
  // Out of sight nothing is drawn.
  if (document.hidden) begin();
  else requestAnimationFrame(() => setTimeout(begin));
})();
