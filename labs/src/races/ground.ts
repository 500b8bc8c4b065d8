import type { Session } from '../database/session';
import type { Order, Outcome, Way } from '../ways/way';
import { fundsOf } from './orders';
import type { RaceChoice } from './race.types';

/** Who makes payments for one client of a race. */
export interface Mover {
  move(order: Order, retried: () => void): Promise<Outcome>;
  /** After a payment failed. */
  recover(): Promise<void>;
}

/** What there is to see from outside, in one snapshot. Cents. */
export interface Sight {
  money: number;
  overdrawn: number;
}

/** The tables a lane pays on. */
export interface Ground {
  prepare(): Promise<void>;
  /** Makes this client's connection work here. */
  enter(session: Session): Promise<Mover>;
  look(observer: Session): Promise<Sight>;
  remove(): Promise<void>;
}

/** One table of accounts in a schema of its own. */
export class TableGround implements Ground {
  constructor(
    private readonly schema: string,
    private readonly way: Way,
    private readonly choice: RaceChoice,
    private readonly keeper: Session,
  ) {}

  async prepare(): Promise<void> {
    const { schema, keeper, choice } = this;
    await keeper.query(`CREATE SCHEMA ${schema}`);
    await keeper.query(`SET search_path = ${schema}`);
    await keeper.query(TABLE);
    const ids = Array.from({ length: choice.accounts }, (_, index) => index + 1);
    const funds = ids.map((id) => fundsOf(id, choice));
    await keeper.query(FUND, [ids, funds]);
    await keeper.query('ANALYZE accounts');
  }

  async enter(session: Session): Promise<Mover> {
    await session.query(`SET search_path = ${this.schema}`);
    return {
      move: (order, retried) => this.way(session, order, retried),
      recover: async () => {
        await session.query('ROLLBACK');
      },
    };
  }

  async look(observer: Session): Promise<Sight> {
    const { rows } = await observer.query<Sight>(
      `SELECT sum(balance) AS money, -sum(least(lowest, 0)) AS overdrawn FROM ${this.schema}.accounts`,
    );
    return rows[0] ?? { money: 0, overdrawn: 0 };
  }

  async remove(): Promise<void> {
    await this.keeper.query(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE`);
  }
}

/** `lowest` remembers that an account was below zero, also when it was paid meanwhile: no way writes it. */
const TABLE = `
  CREATE TABLE accounts (
    id int PRIMARY KEY,
    balance bigint NOT NULL,
    version int NOT NULL DEFAULT 0,
    lowest bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 50);
  CREATE FUNCTION remember_lowest() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN NEW.lowest := least(OLD.lowest, NEW.balance); RETURN NEW; END';
  CREATE TRIGGER remember_lowest BEFORE UPDATE ON accounts
    FOR EACH ROW EXECUTE FUNCTION remember_lowest()`;

const FUND = 'INSERT INTO accounts (id, balance) SELECT * FROM unnest($1::int[], $2::bigint[])';
