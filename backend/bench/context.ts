import type { Servers } from '../../scripts/stack/stack';
import type { Customers } from './customers';
import type { Plan } from './plan';
import type { Results } from './results';

/** What every part of the benchmark works with. */
export interface Context {
  plan: Plan;
  servers: Servers;
  customers: Customers;
  results: Results;
  /** For logs and what generators print; gone afterwards. */
  folder: string;
  /** Tells how far it is. */
  say: (line: string) => void;
}
