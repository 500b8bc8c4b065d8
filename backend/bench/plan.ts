/** What is measured, and for how long. Times in seconds. */
export interface Plan {
  quick: boolean;
  /** Every side is measured once in each round, so that a busy moment of the machine hits all of them. */
  rounds: number;
  /** Of one measurement. */
  seconds: number;
  /** Of the same load just before a measurement: a server that has rested while others were loaded starts slower. */
  leadSeconds: number;
  /** Of the load before the first round. */
  warmUpSeconds: number;
  /** Customers who pay and are paid, besides the merchant whom everybody pays on the hot account. */
  customers: number;
  /** Connections the bank is measured with. */
  connections: number[];
  /** Connections the plain peer is measured with. */
  peerConnections: number[];
  /** Clients of pgbench. */
  clients: number;
  /** Pods that share one load. */
  pods: number[];
  /** Entries in the ledger, smallest first. */
  scales: number[];
  growthRounds: number;
  growthSeconds: number;
  /** How far back the deep page lies, in transfers of one account; as far as the history goes if that is less. */
  depth: number;
  /** Open sockets on one pod. */
  sockets: number[];
  /** Transfers timed until their push arrives, at rest and again under load. */
  pushes: number;
  /** Between the end of the load and reading a pod's memory. */
  restSeconds: number;
}

export const fullPlan: Plan = {
  quick: false,
  rounds: 3,
  seconds: 6,
  leadSeconds: 2,
  warmUpSeconds: 8,
  customers: 1000,
  connections: [1, 16, 64, 256],
  peerConnections: [1, 64, 256],
  clients: 64,
  pods: [1, 2, 3],
  scales: [10_000, 1_000_000, 10_000_000],
  growthRounds: 3,
  growthSeconds: 8,
  depth: 1_000_000,
  sockets: [100, 1000, 5000],
  pushes: 400,
  restSeconds: 30,
};

/** Enough to see that everything runs and where the numbers lie; too short to rely on them. */
export const quickPlan: Plan = {
  ...fullPlan,
  quick: true,
  rounds: 1,
  seconds: 2,
  leadSeconds: 0,
  warmUpSeconds: 2,
  connections: [1, 64, 256],
  peerConnections: [64],
  pods: [2],
  scales: [10_000, 200_000],
  growthRounds: 1,
  growthSeconds: 2,
  depth: 20_000,
  sockets: [100],
  pushes: 50,
  restSeconds: 2,
};

/** `peers` is measured where it is asked for. */
export const parts = ['transfers', 'pods', 'growth', 'realtime', 'page', 'peers'] as const;
export const usualParts = parts.filter((part) => part !== 'peers');
export type Part = (typeof parts)[number];
