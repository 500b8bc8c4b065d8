import { fold, isPlainText, isVisible, normaliseName } from './text.validators';

describe('isPlainText', () => {
  it.each([
    ['letters of any script', 'Zoë Ångström, Владимир, 你好, שלום, สวัสดีครับ, हिन्दी'],
    ['Vietnamese', 'Nguyễn Thị Hồng Đào'],
    ['marks as letters need them', 'שָׁלוֹם וּבְרָכָה'],
    ['decomposed accents', 'Zoe\u0308'],
    ['emoji', 'Lunch 🍜 🦉'],
    ['emoji that are put together', '👩‍👩‍👧‍👦 👋🏽 ❤️ 🏳️‍🌈 🇩🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣'],
    ['a joiner after a virama', 'क्\u200dष, श्\u200cर'],
    ['a non-joiner within a Persian word', 'می\u200cخواهم'],
    ['markup and quotes', '<b onclick="x">&amp;</b>'],
    ['ideographic space', '山田\u3000太郎'],
    ['nothing', ''],
  ])('takes %s', (_, text) => {
    expect(isPlainText(text)).toBe(true);
  });

  it.each([
    ['a control character', 'a\u0000b'],
    ['a line break', 'a\nb'],
    ['a C1 control', 'a\u0085b'],
    ['a zero-width space', '\u200b'],
    ['a zero-width joiner between Latin letters', 'a\u200db'],
    ['a zero-width non-joiner at an end', 'می\u200c'],
    ['a byte order mark', '\ufeffAlice'],
    ['a word joiner', 'a\u2060b'],
    ['a soft hyphen', 'ad\u00admin'],
    ['a right-to-left override', 'Alice \u202egnp.exe'],
    ['an isolate', '\u2066Alice\u2069'],
    ['a right-to-left mark', 'Alice\u200f'],
    ['an Arabic letter mark', 'Alice\u061c'],
    ['a Hangul filler', '\u3164'],
    ['a half-width Hangul filler', 'Alice\uffa0'],
    ['a Hangul choseong filler', '\u115f\u1160'],
    ['a combining grapheme joiner', 'a\u034fb'],
    ['a Mongolian vowel separator', 'a\u180eb'],
    ['Khmer vowels that draw nothing', '\u17b4\u17b5'],
    ['a blank of braille', '\u2800'],
    ['a null note head', '\u{1d159}'],
    ['a variation selector on a letter', 'a\ufe0f'],
    ['a tag character', 'a\u{e0041}'],
    ['a line separator', 'a\u2028b'],
    ['an object replacement', 'a\ufffc'],
    ['a private character', 'a\ue000'],
    ['one that is not assigned', 'a\u0378'],
    ['a noncharacter', 'a\ufffe'],
    ['a lone surrogate', 'a\ud800'],
    ['five marks on a letter', `Z${'\u0335'.repeat(5)}algo`],
    ['a mark on nothing', '\u0301lice'],
    ['a mark on a space', 'a \u0338b'],
    ['an enclosing mark many times', `a${'\u20dd'.repeat(6)}`],
  ])('refuses %s', (_, text) => {
    expect(isPlainText(text)).toBe(false);
  });

  it('refuses what is no text', () => {
    expect(isPlainText(7)).toBe(false);
  });
});

it('sees whether there is anything to see', () => {
  expect(['a', '7', '你', '!', '🦉'].every(isVisible)).toBe(true);
  expect(['', ' ', '\u00a0\u3000'].some(isVisible)).toBe(false);
});

it('keeps names composed, with single spaces', () => {
  expect(normaliseName('  Zoe\u0308 \u00a0 von\u3000Berg ')).toBe('Zo\u00eb von Berg');
});

it('leaves what is no blank for the rules to refuse', () => {
  expect(normaliseName('Alice\n')).toBe('Alice\n');
});

it('folds case, accents and width', () => {
  expect(fold('ＢÄckerei Émile')).toBe('backerei emile');
});
