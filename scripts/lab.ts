import { command } from './command';
import { progress } from './progress';
import { buildLabs } from './stack/build';
import { createRunFolder } from './stack/folders';
import { labDatabase, labProgram } from './stack/lab';
import { podEnvironment } from './stack/pods';
import { ServerProcess } from './stack/server-process';
import { findPostgres } from './stack/stack';

/** Races and duels in the terminal, on the PostgreSQL of DATABASE_URL, else on one that is started for it. */
async function lab(): Promise<number> {
  const quietly = process.argv.includes('--json') || process.argv.includes('--markdown');
  const report: typeof progress = quietly ? (_what, step) => step() : progress;
  await buildLabs(report);
  const place = process.env.LAB_DATABASE_URL
    ? { LAB_DATABASE_URL: process.env.LAB_DATABASE_URL }
    : labDatabase(await report('Starting PostgreSQL', () => findPostgres(createRunFolder())), 'lab_command');
  const program = await ServerProcess.start({
    name: 'The lab',
    command: process.execPath,
    args: ['--enable-source-maps', labProgram('command'), ...process.argv.slice(2)],
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: 'inherit',
    env: podEnvironment(place),
  });
  const { code } = await program.ended;
  return code ?? 1;
}

void command(lab);
