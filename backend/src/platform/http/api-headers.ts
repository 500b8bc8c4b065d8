import type { ApiResponseOptions } from '@nestjs/swagger';

type Headers = NonNullable<ApiResponseOptions['headers']>;

/** The headers of answers, by name; the operations refer to them. */
export const HEADERS = {
  'X-Request-Id': {
    description: "Names this request in the bank's logs: the caller's own when it sent a plain one",
    required: true,
    schema: { type: 'string', pattern: '^[\\w.:/+=-]{1,64}$' },
    example: '0198c5a0-0000-7000-8000-000000000000',
  },
  'X-Served-By': {
    description: 'Name of the pod that answered',
    required: true,
    schema: { type: 'string' },
    example: 'pod-1',
  },
  'Retry-After': {
    description: 'Seconds after which trying again makes sense',
    required: true,
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  'WWW-Authenticate': {
    description: 'How to sign in',
    required: true,
    schema: { type: 'string', enum: ['Bearer'] },
  },
  Allow: {
    description: 'The methods that this path does take',
    required: true,
    schema: { type: 'string' },
    example: 'GET, HEAD',
  },
  'Idempotency-Key': {
    description: 'The key that this request can be repeated with: its own, or one that was made for it',
    schema: { type: 'string', pattern: '^[!-~]{1,64}$' },
    example: 'order-4711',
  },
  'Idempotency-Replayed': {
    description: 'Present when the key had been used for this very request before',
    schema: { type: 'string', enum: ['true'] },
  },
} satisfies Headers;

export type HeaderName = keyof typeof HEADERS;

/** References to headers, as an answer holds them. */
export function headers(...names: HeaderName[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
