import { join } from 'node:path';
import { checkout } from '../stack/folders';
import { ServerProcess } from '../stack/server-process';
import { type Answer, readAnswers } from './tally';

const home = join(checkout, 'scripts', 'fuzz');

export interface Round {
  caller: 'user' | 'nobody';
  seed: number;
  /** Requests per operation and phase, at most. */
  examples: number;
  phases: string[];
  /** Arguments that choose operations. */
  operations: string[];
}

export interface Outcome {
  answers: Answer[];
  /** What the generator found, as text for the reader. */
  findings?: string;
}

/** Requests made from the contract by schemathesis, sent to one bank and checked against the contract. */
export class Generator {
  private rounds = 0;

  /**
   * @param programs folder with schemathesis in it
   * @param folder for logs
   */
  constructor(
    private readonly programs: string,
    private readonly url: string,
    private readonly folder: string,
  ) {}

  /** @param patienceMs after that it is ended, which is a finding as well */
  async run({ caller, seed, examples, phases, operations }: Round, patienceMs: number): Promise<Outcome> {
    const name = `fuzz-${String(++this.rounds)}`;
    const [tally, log] = [join(this.folder, `${name}.jsonl`), join(this.folder, `${name}.log`)];
    const process_ = await ServerProcess.start({
      name,
      command: join(this.programs, 'schemathesis'),
      args: [
        ...['--no-color', '--config-file', join(home, 'schemathesis.toml'), 'run', join(checkout, 'openapi.json')],
        ...['--url', this.url, '--seed', String(seed), '--phases', phases.join(',')],
        ...['--max-examples', String(examples), '--continue-on-failure', '--no-shrink', '--warnings', 'off'],
        ...['--request-timeout', '30', '--generation-database', 'none'],
        // A user is one throughout; what is no session is tried as nobody.
        ...['--generation-with-security-parameters', String(caller === 'nobody')],
        ...operations,
      ],
      stopSignal: 'SIGINT',
      stops: 'first',
      output: { file: log },
      // It leaves files where it is.
      cwd: this.folder,
      env: {
        ...process.env,
        SCHEMATHESIS_HOOKS: 'hooks',
        PYTHONPATH: home,
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONUTF8: '1',
        FUZZ_URL: this.url,
        FUZZ_CALLER: caller,
        FUZZ_TALLY: tally,
      },
    });
    const patience = setTimeout(() => void process_.stop(), patienceMs);
    const { code } = await process_.ended;
    clearTimeout(patience);
    const answers = readAnswers(tally);
    return code === 0 ? { answers } : { answers, findings: process_.lastLines(400) };
  }
}
