const TO_ESCAPE = /["\\]/;

/**
 * An array as PostgreSQL reads it in text form. pg would make one too, element by element through all the types it knows;
 * columns of a batch are long, and hold nothing but numbers and text.
 */
export function arrayLiteral(values: readonly unknown[]): string {
  return `{${values.map(element).join(',')}}`;
}

function element(value: unknown): string {
  if (typeof value === 'string') return TO_ESCAPE.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`;
  if (typeof value === 'number') return String(value);
  if (value === null) return 'NULL';
  throw new TypeError(`An array parameter holds a ${typeof value}; give it as text or number`);
}
