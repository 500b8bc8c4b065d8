import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseLanguage, languages, locale, texts } from './texts';
import { en } from './texts.en';

type Tree = Record<string, unknown>;

/** Every text by its path; a text made from others is made from marks that it must contain. */
function flat(tree: Tree, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    const here = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'string') all.set(here, value);
    else if (typeof value === 'function')
      all.set(here, String((value as (...args: unknown[]) => unknown)('①', '②', '③')));
    else for (const [inner, text] of flat(value as Tree, here)) all.set(inner, text);
  }
  return all;
}

const marks = (text: string): string =>
  Array.from(text)
    .filter((char) => '①②③'.includes(char))
    .sort()
    .join('');

/** The same word in both languages. */
const SAME = [
  'connection.live',
  'connection.offline',
  'nav.system',
  'system.title',
  'system.sockets',
  'accountMenu.system',
];
const SAME_WORDS = ['online', 'offline', 'System', 'Name', 'Live', 'Offline', 'Sockets', '①, ②'];

describe.each(Object.keys(languages).filter((code) => code !== 'en'))('the texts in %s', (code) => {
  it('are all there, none left empty or in English, each with what it is about', async () => {
    const other = flat((await languages[code]?.load()) as unknown as Tree);
    const english = flat(en);
    expect([...other.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, text] of other) {
      const original = english.get(path) ?? '';
      expect(text.trim(), path).not.toBe('');
      expect(marks(text), path).toBe(marks(original));
      if (!SAME.includes(path) && !SAME_WORDS.includes(original)) expect(text, path).not.toBe(original);
    }
  });
});

describe('the language', () => {
  afterEach(async () => {
    vi.unstubAllGlobals();
    localStorage.clear();
    await chooseLanguage();
  });

  const browser = (...all: string[]) => vi.stubGlobal('navigator', { language: all[0], languages: all });

  it.each([
    [['de-AT', 'en'], 'de', 'de-AT'],
    [['fr-FR', 'de-CH', 'en'], 'de', 'de-CH'],
    [['fr-FR'], 'en', 'en-GB'],
    [['en-US@posix'], 'en', 'en-US'],
    [['de_DE.UTF-8'], 'de', 'de-DE'],
    [['', 'c', '*'], 'en', 'en-GB'],
    [['en'], 'en', 'en'],
  ])('of a browser that prefers %j is %s, written as in %s', async (preferred, language, tag) => {
    browser(...preferred);
    await chooseLanguage();
    expect(texts.language).toBe(language);
    expect(locale?.baseName).toBe(tag);
    expect(document.documentElement.lang).toBe(tag);
  });

  it('chosen by hand goes first', async () => {
    browser('en-IE');
    localStorage.setItem('bank.language', 'de');
    await chooseLanguage();
    expect(texts.language).toBe('de');
    expect(locale?.baseName).toBe('de-DE');
  });

  it('writes digits that can be typed, whatever the region', async () => {
    browser('ar-EG', 'en');
    await chooseLanguage();
    expect(new Intl.NumberFormat(locale).format(123)).toBe('123');
  });
});
