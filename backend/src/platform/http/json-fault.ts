const SPACE = /[ \t\n\r]*/y;
const TEXT = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const OTHER_VALUE = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

/** What the grammar wants next; `close` also allows the end of what is open. */
type Wanted = 'value' | 'value or close' | 'name' | 'name or close' | 'colon' | 'comma or close';

export interface Place {
  /** Both count from 1. */
  line: number;
  column: number;
}

/**
 * Where a text stops being JSON by the grammar of RFC 8259; undefined when it is JSON. V8 tells the place of some faults
 * only, and quotes the text around them, which may be a password. Walks without recursion.
 */
export function jsonFault(text: string): Place | undefined {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  do {
    take(SPACE);
    const letter = text[at] ?? '';
    const closes = wanted.endsWith('close') && letter !== '' && letter === open.at(-1);
    if (closes) {
      open.pop();
      at += 1;
      wanted = 'comma or close';
    } else if (wanted === 'colon' || wanted === 'comma or close') {
      if (letter !== (wanted === 'colon' ? ':' : ',')) return placeOf(text, at);
      at += 1;
      wanted = wanted === 'comma or close' && open.at(-1) === '}' ? 'name' : 'value';
    } else if (wanted.startsWith('name')) {
      if (!take(TEXT)) return placeOf(text, at);
      wanted = 'colon';
    } else if (letter === '{' || letter === '[') {
      open.push(letter === '{' ? '}' : ']');
      at += 1;
      wanted = letter === '{' ? 'name or close' : 'value or close';
    } else if (take(TEXT) || take(OTHER_VALUE)) wanted = 'comma or close';
    else return placeOf(text, at);
  } while (open.length > 0);
  take(SPACE);
  return at < text.length ? placeOf(text, at) : undefined;
}

function placeOf(text: string, at: number): Place {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
