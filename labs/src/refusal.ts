const STATUS = { validation_failed: 400, not_found: 404, conflict: 409, overloaded: 503 } as const;

/** What a caller can cause; answered as application/problem+json. */
export class Refusal extends Error {
  constructor(
    readonly code: keyof typeof STATUS,
    message: string,
  ) {
    super(message);
  }

  get status(): number {
    return STATUS[this.code];
  }
}
