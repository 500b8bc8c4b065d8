import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { command } from './command';
import { wholeNumber } from './options';
import { progress } from './progress';
import { buildBackend, hasPage, npm } from './stack/build';
import { checkout } from './stack/folders';
import { podEnvironment } from './stack/pods';
import { memoryNotice } from './stack/redis';
import { type Launch, ServerProcess } from './stack/server-process';
import { relaxed, Stack } from './stack/stack';
import { StackError } from './stack/stack-error';

/** Servers, the backend and the page, the latter two built and started anew with every change of their sources. */
async function dev(): Promise<number> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, 'page-port': { type: 'string' } } });
  const port = wholeNumber('--port', values.port ?? '3000', 1, 65_535);
  const pagePort = wholeNumber('--page-port', values['page-port'] ?? '4200', 1, 65_535);
  // The migration is a program of the backend; from then on its own watcher builds it.
  await buildBackend(progress);
  const { servers } = await Stack.startKept('dev', { pods: 0, report: progress });
  const backend = await watcher('The backend', {
    command: process.execPath,
    args: [
      join(checkout, 'node_modules/@nestjs/cli/bin/nest.js'),
      'start',
      '--watch',
      '-p',
      'backend/tsconfig.build.json',
    ],
    env: podEnvironment({
      ...relaxed,
      DEMO_SEED: 'true',
      NODE_ENV: 'development',
      PORT: String(port),
      POD_NAME: 'dev',
      DATABASE_URL: servers.podDatabaseUrl,
      REDIS_URL: servers.redis.url,
    }),
  });
  const watchers = [backend];
  if (hasPage()) {
    watchers.push(
      await watcher('The page', {
        ...npm('run', 'start', '--workspace', 'frontend', '--', '--port', String(pagePort)),
        env: { ...process.env, API_URL: `http://127.0.0.1:${String(port)}` },
      }),
    );
  }
  console.log(`PostgreSQL   ${servers.databaseUrl}\nRedis        ${servers.redis.url}`);
  if (servers.redis.kind === 'memory') console.log(memoryNotice);
  console.log(`API          http://localhost:${String(port)}/api/docs`);
  if (hasPage()) console.log(`Page         http://localhost:${String(pagePort)}`);
  const ended = await Promise.race(watchers.map((each) => each.ended.then(() => each.launch.name)));
  throw new StackError(`${ended} stopped watching; its last lines are above.`);
}

function watcher(name: string, what: Pick<Launch, 'command' | 'args' | 'env'>): Promise<ServerProcess> {
  return ServerProcess.start({
    ...what,
    name,
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: 'inherit',
    cwd: checkout,
  });
}

void command(dev, 0);
