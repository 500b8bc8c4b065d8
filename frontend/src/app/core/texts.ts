import { keptInBrowser } from './storage';
import { en, type Texts } from './texts.en';

const KEY = 'bank.language';

interface Language {
  /** In itself. */
  name: string;
  /** What dates and amounts look like when the browser prefers no region of this language. */
  region: string;
  load: () => Promise<Texts>;
}

/** Each is a file of the same texts; English is part of the page, the others are fetched when chosen. */
export const languages: Readonly<Record<string, Language>> = {
  en: { name: 'English', region: 'en-GB', load: () => Promise.resolve(en) },
  de: { name: 'Deutsch', region: 'de-DE', load: async () => (await import('./texts.de')).de },
};

/** Every text of the page, in the chosen language. */
export let texts: Texts = en;
/**
 * How dates and amounts are written: as that language does, with digits 0-9 so that what is shown can be typed. Until it is
 * chosen, as the browser does.
 */
export let locale: Intl.Locale | undefined;

/** Before anything is drawn: by hand if it was chosen so, else the first the browser prefers that there is. */
export async function chooseLanguage(): Promise<void> {
  const kept = keptInBrowser.get(KEY);
  const preferred = preferredLocales().map(({ language }) => language);
  const code = [kept, ...preferred].find((language) => language !== null && language in languages) ?? 'en';
  try {
    texts = (await languages[code]?.load()) ?? en;
  } catch {
    // It could not be fetched; the page works in English rather than not at all.
    texts = en;
  }
  const chosen = localeOf(texts.language);
  locale = chosen;
  document.documentElement.lang = chosen.baseName;
}

/** Chosen by hand; what is drawn already has its texts, so the page begins anew. */
export function switchLanguage(code: string): void {
  keptInBrowser.set(KEY, code);
  location.reload();
}

function localeOf(language: string): Intl.Locale {
  const own = preferredLocales().find((preferred) => preferred.language === language);
  const tag = own?.baseName ?? languages[language]?.region ?? language;
  return new Intl.Locale(tag, { numberingSystem: 'latn' });
}

/** What the browser prefers; tags in the manner of operating systems (`en-US@posix`) are understood, others left out. */
function preferredLocales(): Intl.Locale[] {
  return [...navigator.languages, navigator.language].flatMap((tag) => {
    try {
      return [new Intl.Locale(tag.replace(/[@.].*$/, '').replaceAll('_', '-'))];
    } catch {
      return [];
    }
  });
}
