import type { DomainError } from './domain-error';
import { PROBLEMS } from './problem-codes';
import type { ProblemDto } from './problem.dto';

export const PROBLEM_TYPE = 'application/problem+json';

/** The body of the answer. */
export function toProblem(error: DomainError, url: string, requestId: string): ProblemDto {
  const { code, status, message, errors } = error;
  return {
    type: `urn:banking-demo:problem:${code}`,
    title: PROBLEMS[code].title,
    status,
    detail: message,
    code,
    instance: url.replace(/[?#].*$/su, ''),
    requestId,
    ...(errors && { errors }),
  };
}

/** The headers that go with it. */
export function problemHeaders({ status, retryAfterSeconds, allow }: DomainError): Record<string, string> {
  return {
    'Content-Type': PROBLEM_TYPE,
    // Also for a file of the page that is not there: it may be a moment later.
    'Cache-Control': 'no-store',
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    ...(allow && { Allow: allow.join(', ') }),
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
  };
}
