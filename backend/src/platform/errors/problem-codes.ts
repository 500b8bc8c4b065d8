/** Every failure a caller can meet: its HTTP status and its title. The codes are an enum of the OpenAPI contract. */
export const PROBLEMS = {
  validation_failed: { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  invalid_credentials: { status: 401, title: 'The credentials are wrong' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  recipient_not_found: { status: 404, title: 'No such recipient' },
  method_not_allowed: { status: 405, title: 'Not with this method' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  username_taken: { status: 409, title: 'The username is taken' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  insufficient_funds: { status: 422, title: 'Not enough money' },
  same_account: { status: 422, title: 'Both accounts are the same' },
  currency_mismatch: { status: 422, title: 'The currencies differ' },
  limit_exceeded: { status: 422, title: 'A limit is exceeded' },
  not_posted: { status: 422, title: 'Not posted, since another payment was refused' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  overloaded: { status: 503, title: 'Too busy right now' },
  outcome_unknown: { status: 503, title: 'The outcome is not known yet' },
  dependency_unavailable: { status: 503, title: 'A part of the bank is away' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];
