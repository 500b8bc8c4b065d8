import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { createRunFolder, removeRunFolder } from '../../../scripts/stack/folders';
import { RedisServer } from '../../../scripts/stack/redis';
import { loadConfig } from '../../src/platform/config/config';
import { StartupError } from '../../src/platform/errors/startup-error';
import { Timers } from '../../src/platform/lifecycle/clock';
import { PodBus } from '../../src/platform/redis/pod-bus';
import { connectRedis } from '../../src/platform/redis/redis-client';
import { until } from '@banking-demo/testkit/until';

const folder = createRunFolder();
const stops: (() => unknown)[] = [];
let server: RedisServer;

beforeAll(async () => {
  // What is broken here on purpose need not be told.
  Logger.overrideLogger(false);
  server = await RedisServer.start(folder);
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await server.start();
});

afterAll(async () => {
  await server.stop();
  removeRunFolder(folder);
});

/** A pod's end of the bus, and what it heard by the topic `news`. */
async function join(url = server.url, prefix = '') {
  const config = loadConfig({ DATABASE_URL: 'postgres://localhost/unused', REDIS_URL: url, REDIS_PREFIX: prefix });
  const client = await connectRedis(config.redis);
  const timers = new Timers();
  const bus = new PodBus(client, timers, config);
  stops.push(
    () => {
      client.disconnect();
    },
    () => timers.onModuleDestroy(),
    () => {
      bus.onApplicationShutdown();
    },
  );
  const heard: unknown[] = [];
  bus.on('news', (message) => heard.push(message));
  await bus.onModuleInit();
  return { bus, heard };
}

/** The URL of a Redis user with these rights. */
async function userWith(...rules: string[]): Promise<string> {
  const admin = new Redis(server.url);
  await admin.call('ACL', 'SETUSER', 'bank', 'reset', 'on', '>secret', ...rules);
  admin.disconnect();
  const url = new URL(server.url);
  url.username = 'bank';
  url.password = 'secret';
  return url.href;
}

describe('the bus between pods', () => {
  it('brings a message to all others, as it was sent and in order, and not to who sent it', async () => {
    const [one, two, three] = [await join(), await join(), await join()];
    const news = [{ text: 'a b\nc', list: [1, null] }, 'plain', 3];
    for (const each of news) await one.bus.publish('news', each);
    for (const { heard } of [two, three]) await until(() => heard.length === 3);
    expect(two.heard).toEqual(news);
    expect(three.heard).toEqual(news);
    expect(one.heard).toEqual([]);
  });

  it('passes over what nobody handles and what a handler fails at', async () => {
    const [one, two] = [await join(), await join()];
    two.bus.on('broken', () => {
      throw new Error('cannot');
    });
    for (const topic of ['unknown', 'broken', 'news']) await one.bus.publish(topic, topic);
    await until(() => two.heard.length > 0);
    expect(two.heard).toEqual(['news']);
  });

  it('confirms once every other pod has handled a message', async () => {
    const [one, two, three] = [await join(), await join(), await join()];
    await one.bus.confirm('news', 'reset');
    expect([one.heard, two.heard, three.heard]).toEqual([[], ['reset'], ['reset']]);
  });

  it('does not confirm what one of the others failed at', async () => {
    const [one, two] = [await join(), await join()];
    two.bus.on('news', () => {
      throw new Error('cannot');
    });
    await expect(one.bus.confirm('news', 'reset')).rejects.toThrow('1 other pods did not confirm');
  });

  it('fails at once to send without a connection, and says when one may have missed something', async () => {
    const [one, two] = [await join(), await join()];
    await one.bus.publish('news', 1);
    await until(() => two.heard.length === 1);
    let restored = 0;
    two.bus.restored.subscribe(() => (restored += 1));
    await server.kill();
    await until(() => !one.bus.up);
    await expect(one.bus.publish('news', 2)).rejects.toThrow('lost');
    expect(restored).toBe(0);
    await server.start();
    await until(() => restored === 1 && one.bus.up);
    await until(async () => {
      await one.bus.publish('news', 3);
      return two.heard.includes(3);
    });
    expect(two.heard).not.toContain(2);
    expect(restored).toBe(1);
  });

  it('goes on after its subscription alone was cut', async () => {
    const [one, two] = [await join(), await join()];
    let restored = 0;
    two.bus.restored.subscribe(() => (restored += 1));
    const admin = new Redis(server.url);
    await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    admin.disconnect();
    await until(() => restored === 1);
    await one.bus.publish('news', 'after');
    await until(() => two.heard.length === 1);
  });

  it('keeps banks of different prefixes apart', async () => {
    const [one, two] = [await join(undefined, 'one:'), await join(undefined, 'two:')];
    const own = await join(undefined, 'one:');
    await one.bus.confirm('news', 'ours');
    expect(own.heard).toEqual(['ours']);
    expect(two.heard).toEqual([]);
  });

  it('has nobody to talk to on the stand-in', async () => {
    const { bus } = await join('memory:');
    expect(bus.up).toBe(true);
    await bus.publish('news', 1);
    await bus.confirm('news', 1);
  });
});

describe('a Redis user', () => {
  it('with the rights that the bank needs is enough', async () => {
    const url = await userWith('~*', '&bank:*', '+@all', '-@dangerous', '+info');
    const [one, two] = [await join(url), await join(url)];
    await one.bus.confirm('news', 'hello');
    expect(two.heard).toEqual(['hello']);
  });

  it.each([
    ['channels', ['~*', 'resetchannels', '+@all']],
    ['SUBSCRIBE', ['~*', '&*', '+@all', '-subscribe']],
    ['PUBLISH', ['~*', '&*', '+@all', '-publish']],
    ['PUBSUB', ['~*', '&*', '+@all', '-pubsub']],
  ])('without %s ends the start with a sentence that names what is missing', async (_, rules) => {
    const failure = await join(await userWith(...rules)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartupError);
    expect((failure as Error).message).toMatch(/^Redis refuses its user .*NOPERM.*&bank:\*/);
  });
});
