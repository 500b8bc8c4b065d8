import { randomBytes } from 'node:crypto';
import { RawConnection } from './raw-connection';

/** A frame of RFC 6455, section 5.2, with whatever is wrong about it. */
export interface Frame {
  /** 1 text, 2 binary, 8 close, 9 ping, 10 pong; 3-7 and 11-15 mean nothing. */
  opcode: number;
  payload: string;
  final?: boolean;
  reserved?: number;
  masked?: boolean;
  /** The length it claims to have; its true one unless told. */
  length?: number;
}

export function encoded({ opcode, payload, final = true, reserved = 0, masked = true, length }: Frame): Buffer {
  const body = Buffer.from(payload);
  const claimed = length ?? body.length;
  const first = (final ? 0x80 : 0) | (reserved << 4) | opcode;
  const flag = masked ? 0x80 : 0;
  const head = claimed < 126 ? Buffer.from([first, flag | claimed]) : longHead(first, flag, claimed);
  if (!masked) return Buffer.concat([head, body]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, body.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}

function longHead(first: number, flag: number, length: number): Buffer {
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = first;
  head[1] = flag | (length < 65_536 ? 126 : 127);
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

export function text(payload: string): Frame {
  return { opcode: 1, payload };
}

/** A WebSocket as socket.io has it, opened and with nothing said yet. */
export async function rawSocket(url: string): Promise<RawConnection> {
  const connection = await RawConnection.to(url);
  connection.say(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'Host: bank',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      '\r\n',
    ].join('\r\n'),
  );
  await connection.until(({ received, closed }) => closed || received.includes('\r\n\r\n'));
  return connection;
}
