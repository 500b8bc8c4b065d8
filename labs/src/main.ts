import { readConfig } from './config';
import { Janitor } from './database/janitor';
import { Premises } from './database/premises';
import { DuelsService } from './duels/duels.service';
import { createServer } from './http/server';
import { RacesService } from './races/races.service';

/** The lab's process: opens its premises, serves, and leaves nothing behind. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const premises = new Premises(config);
  await premises.prepare();
  const janitor = Janitor.start(config);
  const races = new RacesService(premises);
  const duels = new DuelsService(premises);
  const server = createServer(races, duels);
  const stop = async (): Promise<void> => {
    await Promise.all([server.close(), races.stop(), duels.stop()]);
    await janitor.finish();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  const address = await server.listen({ host: config.host, port: config.port });
  process.stdout.write(`The lab listens on ${address}.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
