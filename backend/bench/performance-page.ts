import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { parts } from './plan';
import { columns, goalColumns, goalRow, headings, markdownTable, placeRows, type Report, rowsOf } from './report';

/** Writes docs/performance.md from a report. */
export async function writePerformancePage(file: string, report: Report): Promise<void> {
  const text = [
    introduction,
    place(report),
    found(report),
    profile,
    measures,
    ...parts.flatMap((part) => section(report, part)),
  ].join('\n\n');
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
}

const introduction = `# Performance

<!-- Written by npm run bench; edit backend/bench/performance-page.ts instead. -->

\`npm run bench\` measures this bank beside what one would write or pick instead: SQL posted by pgbench, the obvious NestJS
server on Express with a TypeORM transaction per request, and bare Fastify. All sides share one machine, one PostgreSQL and
one Redis in one run, so what counts are the ratios; the numbers themselves are those of the machine named here.

- Each side is loaded alone, in turn, in every round; a median is over the rounds, with their minimum and maximum beside it.
- A transfer always has an idempotency key of its own and is durable before its answer, on every side. _Spread_ means that
  any of a thousand customers pays any other, _hot_ that all of them pay one merchant.
- pgbench uses the bank's own tables with the triggers off and writes no inbox: per transfer it locks both balances, looks
  up the key, moves both balances and inserts the transfer and its two entries, statement by statement (_step-by-step_) or in
  one function call (_one-call_). The bank does all that and writes two inbox rows and the outbox besides.
- After each load the ledger is proven anew, and it must hold exactly the transfers that were answered (up to those under way
  when the load stopped). A round that fails this is void.
- The load generator runs on the same cores and takes its share of them. _Server CPU each_ is the processor time of the
  server and PostgreSQL together per answer; other work on the machine hardly changes it, while rates suffer from it.
- A PostgreSQL that is started for this has log files to write over, as one that has run for a while has. To make one anew
  takes 50 ms, for which every commit waits: one transfer of a hundred with 64 connections, whatever the server in front.

Repeat it with \`npm run bench\`, or in under two minutes and less exactly with \`npm run bench -- --quick\`;
\`--help\` tells the options. \`PGBIN=/usr/lib/postgresql/15/bin\` runs it on another PostgreSQL than the embedded one, \`--settings defaults\` with the settings it comes with.
\`--only transfers,growth\` runs parts of it, \`--compare bench-results/<file>.json\` sets an earlier run beside it.

\`--peers\` measures ledgers that others write, too. Each has a database of its own on the same PostgreSQL and is asked by 64 connections: pgledger in SQL, an
optimistic and an event-sourced ledger as they are often written, and two programs where they and wrk are on the PATH, one line telling which are left out:

- **Blnk** (\`blnk\`) with the configuration of its \`docker-compose.yaml\`. Its transactions are asked for with \`skip_queue\`, which answers when PostgreSQL has
  committed; without that it answers once the transaction is in Redis, which by itself does not survive what a commit does. It locks both balances in Redis meanwhile, and a
  transfer that waits longer than three seconds for them is refused: an error here. The reference of a transfer is its key.
- **Formance Ledger** (\`ledger\`) with the connections of its \`examples/standalone/docker-compose.yml\`. It answers after its commit, and chains the hash of every log
  entry to that of the one before as it does by default, so that the transactions of one ledger wait for each other. Its key is the header \`Idempotency-Key\`.

Neither is asked for a session. After each load their tables are looked at: the balances must sum up to what was opened, the transfers to what was answered.`;

/** From node --cpu-prof and the processor time of the processes; look again when the hot path changes. */
const profile = `## Where the time goes

A transfer among 256 connections costs a pod 90-100 µs of processor time on Node 20 and PostgreSQL 85-105 µs, in batches of about 85.
Posted by pgbench one by one, its eight statements cost PostgreSQL 420-570 µs. On a hot account pgbench's clients wait for
each other's commit, and batches do not.

**Three times pgbench on spread accounts** is not reached on two cores. Pod, PostgreSQL, Redis and generator take 210-230 µs per transfer together, so both cores used without a pause would answer
8,700 to 9,500 transfers a second; pgbench posts 2,400 to 3,600, by how fast the disk confirms what its clients wait for one by one. Short runs of the same build, one round of two seconds, found 3.2, and 3.0 on PostgreSQL 15 with its defaults. The cores are not used without a pause:
of the 11 ms between two commits PostgreSQL works for 8. For the rest a batch waits
for the pod to decide it and for the disk, and the pod's thread, at work for three quarters of the time, waits for the batch. A second batch in
flight does not fill that gap: [ADR 0002](adr/0002-batched-transfers.md) says why. Where pgbench is at its fastest, a transfer would have to cost 150 µs instead of 190: that is the inbox, or the triggers and
the framework, and neither is given up.

**In bulk** one connection has ten times as many payments made as by single ones. Eight connections have 1.3 times as many made as 256 that pay one by one: one batch is in flight, and PostgreSQL, at 75 µs a
payment in one process, is at work all the time. Three times would take several batches at once on further cores.

**Memory.** A pod keeps some 280 MB after a load: V8 gives back what it holds when it needs room, not when it is idle. A collection forced after each load brought it to 140 MB and is no thing to do in a bank; a young
generation of 32 or 24 MB instead of 64 left it as it is (302 and 305 instead of 304 MB right after the load) and took 1.05 and 1.15 of the processor time.

In the pod's profile 23 % is writing to sockets (answers, statements and questions to Redis), 9 % the session in Redis, 7 % validating the request, 7 % garbage collection, 6 % inbox rows and pushes; the rest is spread thinly over the request handling of Node, Fastify and Nest. In PostgreSQL three tenths go into finding places in indexes, for nine index entries of a transfer and fifteen rows
that are looked up, ten of them by the triggers that guard the ledger.

**One at a time** a transfer takes one and a half times as long as pgbench's, in short runs up to twice. Of 1.37 ms (p50) PostgreSQL is at work for 0.55: 0.21 write transfer, entries and balances and check them,
0.16 commit, 0.06 write inbox and outbox, 0.12 lock, look up and begin. The pod's thread is at work for 0.59: 0.2 of it hand nine messages to sockets, each of which wakes another process up, which a batch pays once and a
lone transfer alone; the same thread needs 0.09 for a transfer among 256 connections. Handing over a round trip's statements at once did not shorten it.

On Node 20 an object literal that spreads another object and adds names _after_ that gets a hidden class of its own, each time it is
evaluated: more than 1 kB that only a full collection takes back. Naming the added ones first, or all of
them, gave 1.07 to 1.12 times the transfers and took 11 to 16 % of the pod's processor time away. Node 24 and 26 do not do that.

Further pods do not help where there is no further core: they make batches smaller and read each other's messages.

**The tail.** Among 64 connections p99 was up to seven times p50, for a reason outside of the bank: a PostgreSQL that is new makes each file of its log first, 16 MB
in some 6,400 transfers, and every commit waits 50 ms for that. The 64 that wait then are one in a hundred, just those that p99 tells. On a server that writes over
old files, as any does that has run for a while, p99 was 13 to 35 ms at a p50 of 7 to 8 ms, 1.7 to 4.2 times in single rounds. What is left is the pod's own: it collects garbage for 3 ms
twelve times a second, and one in a hundred looks finds its event loop 15 ms late. A server that is to be calm from its first day is given its files by \`pg_switch_wal()\`
and a checkpoint before it is loaded, and keeps them by \`min_wal_size\`.`;

/** From pods of several builds on one PostgreSQL, in turn; measure again when the hot path changes. */
const measures = `## What single measures are worth

Each was taken away alone from 475945a: five rounds of four seconds in turn, spread, on two quiet cores. The figures are ratios of the bank without it to the bank with it; single rounds
differ by up to 20 %, so that less than 5 % cannot be told from noise.

${markdownTable(
  ['without', 'transfers/s, 256 connections', '64', 'CPU each of pod and PostgreSQL, 256', '64'],
  [
    ['posting by halves', '0.92', '0.91', '0.99', '1.03'],
    ["plans by index alone (the planner's switches)", '0.90', '0.92', '1.10', '1.10'],
    ['a young generation of 64 MB: 32 MB', '0.84', '0.83', '1.19', '1.23'],
    ['a young generation of 64 MB: 16 MB', '0.85', '0.82', '1.21', '1.25'],
    ['times sent as numbers', '0.89', '1.06', '1.11', '0.98'],
    ['sessions asked for at once read together', '0.97', '0.97', '1.06', '1.02'],
  ],
)}

Sessions read together were measured again from 2424ea0, among 256 connections: without that 0.94 of the transfers on spread accounts and 0.91 on a hot one, and 1.10 and 1.15 of the pod's
processor time. Arrays of a batch written as text by the pod itself and random words for ids taken a page at a time, both taken away from one build: the same transfers (0.99 and 0.97) for 1.08 and 1.09 of the pod's
processor time, twelve rounds. Answering callers while the next batch is written is measured in [ADR 0002](adr/0002-batched-transfers.md).

What gained less than 5 % was taken out again: an outbox that is not compressed (without it 0.96 of the transfers, 1.01 of the processor time) and pushes sent a turn after the answers (0.99, 0.98); without
both of them 0.99 and 0.99.

Tried for less work per transfer and not taken for the same reason, 256 connections, spread (transfers/s, processor time of pod and PostgreSQL): a counter of the unread per user, kept in the batch, instead of their
index 1.02, 0.98; that index away with nothing in its place 0.97, 1.02; entries without their time 1.01, 0.99; notifications as json instead of jsonb 1.02, 0.96; the two indexes that the history is read by away
1.01, 0.98. Each round trip's statements in one write to the socket, for a transfer alone: 0.98, 1.02. Not the bank's to choose: full pages compressed in the log 0.96 of the processor time; Node 24 and 26
1.05 and 1.03, and 480 MB instead of 280. Not to be given up: the triggers, without which it is 0.90.`;

function place(report: Report): string {
  const { loadBefore, machine } = report;
  return `## Where this was measured

${markdownTable(['', ''], placeRows(report))}${loadBefore > machine.cores * 0.75 ? `\n\n${noise(report)}` : ''}`;
}

/** For a run on a machine that others use too. */
function noise({ loadBefore, machine }: Report): string {
  return `**Other work ran on this machine meanwhile**: its load was ${loadBefore.toFixed(1)} on ${String(machine.cores)} cores
before the run began. That lowers every rate and widens the ranges. It also takes more from a server of one thread than from
a database of many processes, so the ratios to pgbench come out lower than on a machine at rest; the processor time per answer
is the fairer comparison then.`;
}

function found({ goals }: Report): string {
  return `## What it must reach\n\n${markdownTable(goalColumns, goals.map(goalRow))}`;
}

function section(report: Report, part: (typeof parts)[number]): string[] {
  const rows = rowsOf(report, part);
  return rows.length === 0 ? [] : [`## ${headings[part]}\n\n${markdownTable(columns(), rows)}`];
}
