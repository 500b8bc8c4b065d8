import { StackError } from './stack/stack-error';

/** A whole number given on the command line, within bounds. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new StackError(`${name} takes a whole number from ${String(min)} to ${String(max)}, not "${text}".`);
}

/** The address of a running deployment given by `--base-url`, without a slash at its end. */
export function deploymentUrl(text: string): string {
  if (URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new StackError('--base-url takes the address of a running deployment, for example http://localhost:3000.');
}
