import type { Protocol, Sighting } from './protocol';

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;

interface Message {
  /** One character; empty for those that begin a connection. */
  type: string;
  body: Buffer;
  start: number;
  end: number;
}

/**
 * What a connection to PostgreSQL says about transactions: COMMIT, be it sent as it is or as a prepared statement, and its
 * confirmation. See "Message Formats" of PostgreSQL's manual. An encrypted connection is not understood.
 */
export class PostgresProtocol implements Protocol {
  private readonly client = new Messages(true);
  private readonly server = new Messages(false);
  private readonly statements = new Map<string, string>();
  private readonly portals = new Map<string, string>();
  /** Answers of one byte that the server owes. */
  private offers = 0;
  private encrypted = false;

  fromClient(piece: Buffer): Sighting[] {
    if (this.encrypted) return [];
    return this.client.in(piece).flatMap((message) => (this.commits(message) ? [seen('commit', message)] : []));
  }

  fromServer(piece: Buffer): Sighting[] {
    if (this.encrypted) return [];
    let skipped = 0;
    while (this.offers > 0 && skipped < piece.length) {
      this.offers -= 1;
      this.encrypted = piece[skipped] !== 'N'.charCodeAt(0);
      if (this.encrypted) return [];
      skipped += 1;
    }
    const messages = this.server.in(piece.subarray(skipped));
    return messages
      .filter(({ type, body }) => type === 'C' && text(body, 0) === 'COMMIT')
      .map((message) => seen('confirmation', message, skipped));
  }

  private commits({ type, body }: Message): boolean {
    switch (type) {
      case '':
        if (isOffer(body)) this.offers += 1;
        return false;
      case 'Q':
        return endsTransaction(text(body, 0));
      case 'P':
        this.statements.set(...twoTexts(body));
        return false;
      case 'B': {
        const [portal, statement] = twoTexts(body);
        this.portals.set(portal, this.statements.get(statement) ?? '');
        return false;
      }
      case 'E':
        return endsTransaction(this.portals.get(text(body, 0)) ?? '');
      default:
        return false;
    }
  }
}

/** Puts messages together from the pieces of one direction. */
class Messages {
  private pending: Buffer = Buffer.alloc(0);

  /** @param starting whether messages without a type come first */
  constructor(private starting: boolean) {}

  /** Those that end in this piece. */
  in(piece: Buffer): Message[] {
    const before = this.pending.length;
    this.pending = before === 0 ? piece : Buffer.concat([this.pending, piece]);
    const found: Message[] = [];
    let at = 0;
    for (;;) {
      const head = this.starting ? 0 : 1;
      if (this.pending.length < at + head + 4) break;
      const end = at + head + this.pending.readInt32BE(at + head);
      if (this.pending.length < end) break;
      const type = head === 0 ? '' : String.fromCharCode(this.pending[at] ?? 0);
      const body = this.pending.subarray(at + head + 4, end);
      found.push({ type, body, start: at - before, end: end - before });
      if (type === '' && !isOffer(body)) this.starting = false;
      at = end;
    }
    this.pending = this.pending.subarray(at);
    return found;
  }
}

function isOffer(body: Buffer): boolean {
  return body.length === 4 && [SSL_REQUEST, GSS_REQUEST].includes(body.readInt32BE(0));
}

function seen(what: Sighting['what'], { start, end }: Message, skipped = 0): Sighting {
  return { what, start: start + skipped, end: end + skipped };
}

function endsTransaction(sql: string): boolean {
  return /(^|;)\s*(COMMIT|END)\b[^;]*;?\s*$/i.test(sql);
}

/** Text up to the zero byte that ends it. */
function text(body: Buffer, from: number): string {
  const end = body.indexOf(0, from);
  return body.toString('utf8', from, end === -1 ? body.length : end);
}

function twoTexts(body: Buffer): [string, string] {
  const first = text(body, 0);
  return [first, text(body, Buffer.byteLength(first) + 1)];
}
