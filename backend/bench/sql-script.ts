import { Client } from 'pg';
import { percentile, type LoadResult } from './results';

/** Stands in for pgbench where there is none: runs its scripts, as far as those beside this file go. */

type Variables = Map<string, number | string>;

interface Assignment {
  kind: 'set';
  name: string;
  expression: string[];
}

interface Statement {
  kind: 'sql';
  name: string;
  text: string;
  parameters: string[];
  /** Whether the columns of its row become variables. */
  gset: boolean;
}

type Step = Assignment | Statement;

/** Runs a script on connections of its own, each one transaction after the other. */
export async function driveScript(
  text: string,
  {
    databaseUrl,
    clients,
    seconds,
    customers,
  }: { databaseUrl: string; clients: number; seconds: number; customers: number },
): Promise<LoadResult> {
  const steps = parse(text);
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new Client({ connectionString: databaseUrl });
      await client.connect();
      return client;
    }),
  );
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const tookMs = (await Promise.all(connections.map((client) => repeat(client, steps, customers, end)))).flat();
  const elapsed = (performance.now() - begun) / 1000;
  await Promise.all(connections.map((client) => client.end()));
  tookMs.sort((a, b) => a - b);
  return {
    perSecond: tookMs.length / elapsed,
    answered: tookMs.length,
    errors: 0,
    p50Ms: percentile(tookMs, 50),
    p99Ms: percentile(tookMs, 99),
  };
}

async function repeat(client: Client, steps: Step[], customers: number, end: number): Promise<number[]> {
  const tookMs: number[] = [];
  while (performance.now() < end) {
    const begun = performance.now();
    const variables: Variables = new Map([['customers', customers]]);
    for (const step of steps) {
      if (step.kind === 'set') variables.set(step.name, new Expression(step.expression, variables).value());
      else await execute(client, step, variables);
    }
    tookMs.push(performance.now() - begun);
  }
  return tookMs;
}

async function execute(
  client: Client,
  { name, text, parameters, gset }: Statement,
  variables: Variables,
): Promise<void> {
  const values = parameters.map((parameter) => variables.get(parameter));
  const { rows } = await client.query<Record<string, string>>({ name, text, values });
  if (gset) for (const [column, value] of Object.entries(rows[0] ?? {})) variables.set(column, value);
}

function parse(script: string): Step[] {
  const lines = script.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, i) => {
    const [, name, expression] = /^\\set (\w+) (.*)$/.exec(line) ?? [];
    if (name !== undefined) return { kind: 'set', name, expression: (expression ?? '').match(/:?\w+|\S/g) ?? [] };
    const parameters: string[] = [];
    const text = line.replace(/(?:;|\\gset)$/, '').replaceAll(/(?<!:):(\w+)/g, (_, parameter: string) => {
      if (!parameters.includes(parameter)) parameters.push(parameter);
      return `$${String(parameters.indexOf(parameter) + 1)}`;
    });
    return { kind: 'sql', name: `step${String(i)}`, text, parameters, gset: line.endsWith('\\gset') };
  });
}

/** Whole numbers, variables, random(low, high), parentheses, + - and %, by recursive descent. */
class Expression {
  private position = 0;

  constructor(
    private readonly tokens: string[],
    private readonly variables: Variables,
  ) {}

  value(): number {
    let value = this.product();
    for (let sign = this.tokens[this.position]; sign === '+' || sign === '-'; sign = this.tokens[this.position]) {
      this.position += 1;
      value += sign === '+' ? this.product() : -this.product();
    }
    return value;
  }

  private product(): number {
    let value = this.operand();
    while (this.tokens[this.position] === '%') {
      this.position += 1;
      value %= this.operand();
    }
    return value;
  }

  private operand(): number {
    const token = this.tokens[this.position++] ?? '';
    if (token === '(') return this.until(')');
    if (token === 'random') {
      this.position += 1;
      const low = this.until(',');
      const high = this.until(')');
      return low + Math.floor(Math.random() * (Math.min(high, Number.MAX_SAFE_INTEGER) - low + 1));
    }
    return Number(token.startsWith(':') ? this.variables.get(token.slice(1)) : token);
  }

  private until(closing: string): number {
    const value = this.value();
    if (this.tokens[this.position++] !== closing) throw new Error(`A script lacks ${closing}`);
    return value;
  }
}
