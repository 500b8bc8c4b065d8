/** `up` is from the client to the server. */
export type Direction = 'up' | 'down';

/**
 * When a connection is cut by `cut-at`:
 *
 * - `request`: half of what the client sends next has passed.
 * - `answer`: the server answers, and nothing of it passes.
 * - `commit`: a COMMIT has passed but for its last byte, so that the server never does it.
 * - `commit-sent`: a COMMIT has passed whole, so that the server does it; the client hears no more.
 * - `commit-confirmed`: the server confirms a COMMIT, and the client does not hear of it.
 *
 * The last three need a wire to PostgreSQL without TLS.
 */
export type Moment = 'request' | 'answer' | 'commit' | 'commit-sent' | 'commit-confirmed';

export type WireFault =
  /** Everything arrives so much later, in order; each piece up to `jitterMs` later than that. */
  | { kind: 'delay'; ms: number; jitterMs?: number }
  /** Each connection carries so much in each direction, no more. */
  | { kind: 'throttle'; bytesPerSecond: number }
  /** Nothing passes, in one direction or in both; connections stay, and what was sent meanwhile arrives afterwards. */
  | { kind: 'freeze'; direction?: Direction }
  /** What is sent is lost, in one direction or in both. Connections that lost something break at the end. */
  | { kind: 'drop'; direction?: Direction }
  /** All connections break, and new ones are broken at once. */
  | { kind: 'cut' }
  /** New connections are broken at once; those there are go on. */
  | { kind: 'refuse' }
  /** The next connections that come to this moment break there: one unless `times` says more. */
  | { kind: 'cut-at'; moment: Moment; times?: number };

/** A fault that has begun. */
export class Strike {
  /** Pieces delayed or lost, connections broken or refused: how often it made a difference so far. */
  hits = 0;
  /** Resolves when it has struck for the first time. */
  readonly struck: Promise<void>;
  private tell: () => void = () => undefined;

  /** @param ending what lifts it */
  constructor(
    readonly fault: WireFault,
    private readonly ending: (strike: Strike) => void,
  ) {
    this.struck = new Promise((resolve) => {
      this.tell = resolve;
    });
  }

  hit(): void {
    this.hits += 1;
    this.tell();
  }

  /** Lifts it; more than once does no harm. */
  end(): void {
    this.ending(this);
  }
}
