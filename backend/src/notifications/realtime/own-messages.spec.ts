import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { OwnMessages } from './own-messages';

const emitted = (uid: string): string => JSON.stringify({ uid, type: 6, data: ['pushes', []] });

describe('own messages', () => {
  const own = new OwnMessages();
  const sub = new EventEmitter();
  const heard: string[] = [];
  own.keepFrom(sub as unknown as Redis);
  sub.on('messageBuffer', (_channel: Buffer, message: Buffer) => heard.push(message.toString()));
  own.published(emitted('abc123'));

  it.each([
    ['emitted by another pod', emitted('def456'), true],
    ['emitted by this pod', emitted('abc123'), false],
    [
      'a request of this pod, which the adapter counts',
      JSON.stringify({ uid: 'abc123', requestId: 'x', type: 6 }),
      true,
    ],
  ])('%s', (_what, message, passed) => {
    heard.length = 0;
    sub.emit('messageBuffer', Buffer.from('channel'), Buffer.from(message));
    expect(heard).toEqual(passed ? [message] : []);
  });
});
