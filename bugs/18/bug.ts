import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A 503 does not say when to try again',
  kind: 'operations',
  pods: 1,
  shows: 'at once',
  edit: {
    file: 'platform/errors/problem.filter.ts',
    find: `    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),`,
    replace: `    ...(status === 429 && { 'Retry-After': String(retryAfterSeconds ?? 1) }),`,
  },
  killedBy: {
    file: 'backend/test/faults/overload.spec.ts',
    name: 'a queue that is full refuses more at once with 503 and Retry-After, and posts nothing of it',
  },
  starter: false,
  review: {
    title: 'Always send Retry-After with 429',
    description: `Clients that are limited need to know for how long, and the header was left out where nobody gave a number. 429 now always
has one.`,
  },
};
