import type { NumberedBug } from '../../bugs/catalogue';
import { killed, type Run, type Score } from './score';

/** What it takes to see a bug, in words. */
export function takes({ pods, shows }: NumberedBug): string {
  const words = {
    'in answers': 'one request after the other',
    'at once': 'requests at once',
    'on sockets': 'a socket',
    'at an end': 'a pod or a connection that ends',
  };
  return pods === 2 ? `two pods, ${words[shows]}` : words[shows];
}

export function outcomeOf({ failed, timedOut }: Run): string {
  return timedOut ? 'killed (timed out)' : failed ? 'killed' : 'survived';
}

/** One line of the matrix, which does not say what the bug is. */
export function line(run: Run): string {
  const [name, kind, what, outcome] = run.bug
    ? [run.bug.number, run.bug.kind, takes(run.bug), outcomeOf(run)]
    : ['true', 'bank', '', run.failed ? 'FALSE ALARM' : 'passed'];
  return `${name.padEnd(5)}${kind.padEnd(12)}${what.padEnd(42)}${outcome.padEnd(20)}${seconds(run.tookMs).padStart(8)}`;
}

export function summary(score: Score): string {
  const alarms = falseAlarms(score);
  const survivors = score.bugRuns.filter(({ failed }) => !failed).map(({ bug }) => bug?.number);
  return [
    `Score: ${String(killed(score).length)} of ${String(score.bugRuns.length)} killed, ${String(alarms)} false alarms in ${String(score.trueRuns.length)} runs on the true bank.`,
    ...(survivors.length > 0 ? [`Survived: ${survivors.join(', ')}. bugs/NN/card.md has hints.`] : []),
  ].join('\n');
}

export function json(score: Score): string {
  const run = ({ failed, timedOut, tookMs, log }: Run): object => ({
    failed,
    timedOut,
    tookMs: Math.round(tookMs),
    log,
  });
  const report = {
    command: score.command,
    killed: killed(score).length,
    of: score.bugRuns.length,
    falseAlarms: falseAlarms(score),
    trueBank: score.trueRuns.map(run),
    bugs: score.bugRuns.map((each) => ({ bug: each.bug?.number, kind: each.bug?.kind, ...run(each) })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** A survivor is a failure, as is a false alarm. */
export function junit(score: Score): string {
  const cases = [
    ...score.trueRuns.map((run, i) => testCase(`true bank, ${i === 0 ? 'before' : 'after'}`, run, run.failed)),
    ...score.bugRuns.map((run) => testCase(`bug ${run.bug?.number ?? ''}`, run, !run.failed)),
  ];
  const failures = falseAlarms(score) + score.bugRuns.length - killed(score).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${escaped(score.command)}" tests="${String(cases.length)}" failures="${String(failures)}">`,
    ...cases,
    '</testsuite>',
    '',
  ].join('\n');
}

function testCase(name: string, { tookMs, log }: Run, failed: boolean): string {
  const opening = `  <testcase classname="bugs" name="${name}" time="${(tookMs / 1000).toFixed(1)}"`;
  if (!failed) return `${opening} />`;
  const why = name.startsWith('true') ? 'failed without a bug' : 'survived';
  return `${opening}><failure message="${why}">${escaped(log)}</failure></testcase>`;
}

export function html(score: Score): string {
  const [dead, all] = [killed(score).length, score.bugRuns.length];
  const alarms = falseAlarms(score);
  const rows = score.bugRuns.map((run) => {
    const cells = [run.bug?.number, run.bug?.kind, run.bug && takes(run.bug)].map((text) => `<td>${text ?? ''}</td>`);
    const mark = run.failed ? 'killed' : 'survived';
    return `<tr class="${mark}">${cells.join('')}<td><b>${outcomeOf(run)}</b></td><td class="time">${seconds(run.tookMs)}</td></tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${String(dead)} of ${String(all)} bugs killed</title>
<style>
  :root { color-scheme: light dark; --line: light-dark(#d7dce2, #3a424d); --good: light-dark(#10693f, #62d39a); --bad: light-dark(#a3231b, #ff9a8f); }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: light-dark(#1a2027, #e8ebef); background: light-dark(#fff, #14181d); }
  h1 { margin-bottom: 0; }
  code { overflow-wrap: anywhere; }
  meter { width: 100%; height: 1.5rem; }
  .table { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
  .time { text-align: right; font-variant-numeric: tabular-nums; }
  .killed b { color: var(--good); }
  .survived b, .alarm { color: var(--bad); }
</style>
</head>
<body>
<main>
<h1>${String(dead)} of ${String(all)} bugs killed</h1>
<p><code>${escaped(score.command)}</code></p>
<meter min="0" max="${String(all)}" value="${String(dead)}" aria-label="Bugs killed">${String(dead)} of ${String(all)}</meter>
<p${alarms > 0 ? ' class="alarm"' : ''}>${alarms > 0 ? `${String(alarms)} false alarms: the suite failed on a bank without a bug, so its kills may be chance.` : `No false alarm in ${String(score.trueRuns.length)} runs on the true bank.`}</p>
<div class="table" tabindex="0" role="region" aria-label="The bugs">
<table>
<thead><tr><th scope="col">Bug</th><th scope="col">About</th><th scope="col">It takes</th><th scope="col">Outcome</th><th scope="col" class="time">Time</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>
</main>
</body>
</html>
`;
}

function falseAlarms({ trueRuns }: Score): number {
  return trueRuns.filter(({ failed }) => failed).length;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.codePointAt(0))};`);
}
