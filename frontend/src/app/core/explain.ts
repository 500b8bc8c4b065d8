import type { Failure } from './problem';
import { texts } from './texts';

/** What went wrong, in the words of the page. */
export function explain(failure: Failure): string {
  const what = texts.problems[failure.code];
  const wait = failure.retryAfterSeconds === null ? null : texts.wait(failure.retryAfterSeconds);
  const reference = failure.code === 'internal' && failure.requestId ? texts.reference(failure.requestId) : null;
  return [what, wait, reference].filter((part) => part !== null).join(' ');
}
