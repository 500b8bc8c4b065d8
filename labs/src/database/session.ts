import { Client, type ClientConfig, type CustomTypesConfig, type QueryResult, type QueryResultRow, types } from 'pg';

/** Milliseconds; what a client that hangs may keep the others from. */
const STATEMENT_MS = 15_000;
const CONNECT_MS = 5_000;

const names = new Map<string, string>();

/** One connection of the lab. Statements with values are prepared once, as those of the bank are. */
export class Session {
  private constructor(private readonly client: Client) {}

  /** @param name how pg_stat_activity shows it, after "lab" */
  static async open(url: string, name: string, options: ClientConfig = {}): Promise<Session> {
    const client = new Client({
      connectionString: url,
      application_name: `lab ${name}`,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      idle_in_transaction_session_timeout: STATEMENT_MS,
      types: FIGURES_AS_NUMBERS,
      ...options,
    });
    // A connection that is lost meanwhile is told of by the statement on it.
    client.on('error', () => undefined);
    await client.connect();
    return new Session(client);
  }

  /** The server's process for this connection. */
  get pid(): number {
    return (this.client as Client & { processID: number }).processID;
  }

  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>> {
    if (values === undefined) return this.client.query<Row>(text);
    return this.client.query<Row>({ name: nameOf(text), text, values: [...values] });
  }

  /** Never fails: a connection that is lost is closed. */
  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

function nameOf(text: string): string {
  const name = names.get(text) ?? `lab_${String(names.size + 1)}`;
  names.set(text, name);
  return name;
}

/** bigint and numeric come as text otherwise; the lab's figures fit a number by far. */
const FIGURES_AS_NUMBERS: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === types.builtins.INT8 || oid === types.builtins.NUMERIC
      ? Number
      : (types.getTypeParser(oid, format) as unknown),
};
