import fc from 'fast-check';
import { PostgresProtocol } from './postgres-protocol';

const STARTUP = untyped(Buffer.from('\0\x03\0\0user\0bank\0\0', 'latin1'));
const SSL_REQUEST = untyped(Buffer.from('04d2162f', 'hex'));

function untyped(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
}

function message(type: string, body: string): Buffer {
  return Buffer.concat([Buffer.from(type), untyped(Buffer.from(body))]);
}

/** The places, in the whole stream, of what is seen when it comes in pieces of these lengths. */
function sightingsIn(stream: Buffer, lengths: number[], side: (piece: Buffer) => { start: number; end: number }[]) {
  const found: [number, number][] = [];
  let at = 0;
  for (const length of [...lengths, stream.length]) {
    const piece = stream.subarray(at, at + length);
    for (const { start, end } of side(piece)) found.push([at + start, at + end]);
    at += piece.length;
  }
  return found;
}

const lengths = fc.array(fc.integer({ min: 1, max: 40 }));

describe('what a connection to PostgreSQL says', () => {
  const simple = message('Q', 'COMMIT\0');
  const prepared = Buffer.concat([message('P', 'c\0COMMIT\0\0\0'), message('B', '\0c\0\0\0\0\0\0\0')]);
  const executed = message('E', '\0\0\0\0\0');
  const other = message('Q', `INSERT INTO notes VALUES ('COMMIT')\0`);

  it('is understood whatever pieces it comes in', () => {
    const stream = Buffer.concat([STARTUP, other, simple, prepared, executed, other, executed]);
    const beforeFirst = STARTUP.length + other.length;
    const first = beforeFirst + simple.length + prepared.length;
    const second = first + executed.length + other.length;
    fc.assert(
      fc.property(lengths, (pieces) => {
        const protocol = new PostgresProtocol();
        expect(sightingsIn(stream, pieces, (piece) => protocol.fromClient(piece))).toEqual([
          [beforeFirst, beforeFirst + simple.length],
          [first, first + executed.length],
          [second, second + executed.length],
        ]);
      }),
    );
  });

  it('has a confirmation for COMMIT alone', () => {
    const [insert, commit] = [message('C', 'INSERT 0 1\0'), message('C', 'COMMIT\0')];
    const stream = Buffer.concat([insert, commit, message('Z', 'I'), message('C', 'ROLLBACK\0')]);
    fc.assert(
      fc.property(lengths, (pieces) => {
        const protocol = new PostgresProtocol();
        expect(sightingsIn(stream, pieces, (piece) => protocol.fromServer(piece))).toEqual([
          [insert.length, insert.length + commit.length],
        ]);
      }),
    );
  });

  it('is understood after encryption was asked for and refused', () => {
    const protocol = new PostgresProtocol();
    expect(protocol.fromClient(SSL_REQUEST)).toEqual([]);
    expect(protocol.fromServer(Buffer.from('N'))).toEqual([]);
    expect(protocol.fromClient(Buffer.concat([STARTUP, simple]))).toHaveLength(1);
    expect(protocol.fromServer(message('C', 'COMMIT\0'))).toHaveLength(1);
  });

  it('is left alone once it is encrypted', () => {
    const protocol = new PostgresProtocol();
    protocol.fromClient(SSL_REQUEST);
    expect(protocol.fromServer(Buffer.from('S'))).toEqual([]);
    expect(protocol.fromClient(Buffer.concat([STARTUP, simple]))).toEqual([]);
    expect(protocol.fromServer(message('C', 'COMMIT\0'))).toEqual([]);
  });
});
