/** A message that a protocol knows, seen when its last byte came: bytes `start` to `end` of the piece that ended it. */
export interface Sighting {
  what: 'commit' | 'confirmation';
  /** Below 0 when the message began in an earlier piece. */
  start: number;
  end: number;
}

/** Understands one connection: it is shown every piece, in order. */
export interface Protocol {
  fromClient(piece: Buffer): Sighting[];
  fromServer(piece: Buffer): Sighting[];
}
