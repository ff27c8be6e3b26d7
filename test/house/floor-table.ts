/**
 * The floors of `src/`: a room imports only rooms on lower floors, types included. The table is that
 * of docs; a folder that does not stand in it is an error, so a new room begins with a line here.
 */
export const floorTable: Readonly<Record<string, number>> = {
  cli: 10,
  viewer: 9,
  report: 8,
  lab: 7,
  learning: 6,
  testing: 6,
  agents: 5,
  swarm: 4,
  market: 3,
  exchange: 3,
  portfolio: 3,
  indicators: 3,
  metrics: 3,
  store: 3,
  domain: 2,
  kernel: 2,
  host: 2,
  core: 1,
};

/** Rooms whose code must give the same result on every machine: all three locks hold there. */
export const pureRooms = [
  'core', 'domain', 'kernel', 'exchange', 'portfolio', 'indicators', 'metrics', 'swarm', 'agents',
] as const;

/** The only files that may collect the exports of others: the two entries of the package. */
export const packageEntries: readonly string[] = ['src/index.ts', 'src/testing/index.ts'];
