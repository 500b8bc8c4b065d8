import { en, type Texts } from './texts.en';

/** Languages by their first subtag; English stands in for those that are missing. */
const languages: Record<string, Texts> = { en };

function chosen(): Texts {
  for (const tag of navigator.languages) {
    const texts = languages[tag.split('-')[0] ?? ''];
    if (texts) return texts;
  }
  return en;
}

export const texts = chosen();
