import { execFileSync, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Load } from './load';
const d = (...a: string[]) => execFileSync('docker', a, { encoding: 'utf8' }).trim();
async function main() {
  const url = process.argv[2] ?? '';
  const ids = d('compose', '-p', 'bt', 'ps', '-q', 'backend').split('\n');
  let load = new Load(url, 5);
  await load.start(); await load.progress(200);
  const t0 = Date.now();
  d('kill', ids[0] ?? ''); await load.progress(200); d('start', ids[0] ?? '');
  while (d('inspect', '-f', '{{.State.Health.Status}}', ids[0] ?? '') !== 'healthy') await new Promise((r) => setTimeout(r, 200));
  await load.progress(200);
  let r = await load.stop();
  console.log('kill', Date.now() - t0, r.answered, 'unanswered', r.unanswered.length, JSON.stringify(r.unanswered.slice(0, 3)), 'failed', JSON.stringify(r.failed.slice(0, 5)), r.transfers, await load.received());
  load = new Load(url, 1);
  await load.start(); await load.progress(200);
  const t1 = Date.now();
  const { stdout } = await promisify(execFile)('docker/rolling-restart.sh', ['-p', 'bt']);
  await load.progress(200);
  r = await load.stop();
  console.log(stdout, 'rolling', Date.now() - t1, r.answered, 'failed', r.failed.length, JSON.stringify(r.failed.slice(0, 5)), r.transfers, await load.received());
}
void main();
