/**
 * A topology made ready for questions: may these two speak, and who is the next on the way from one to the other. Ways
 * are the shortest; of equally short ones, that over the heavier edge, then over the lower id.
 */
import type { AgentId } from '../../core/brand.js';
import type { Topology } from './topology.js';

export interface Wiring {
  /** Whether everybody is wired to everybody. */
  readonly isMesh: boolean;
  /** Tells whether the two may speak without anybody between them. */
  allows(from: AgentId, to: AgentId): boolean;
  /** Returns who gets it next on the way; `undefined` where no way leads there. */
  nextHop(from: AgentId, to: AgentId): AgentId | undefined;
  /** Returns how much the two count for each other, 0 where they are not wired. */
  weight(from: AgentId, to: AgentId): number;
  /** Returns the number of hops, Infinity where no way leads there. */
  hops(from: AgentId, to: AgentId): number;
}

interface Neighbour {
  readonly id: AgentId;
  readonly weight: number;
}

const everybody: Wiring = { isMesh: true, allows: () => true, nextHop: (_from, to) => to, weight: () => 1, hops: (from, to) => (from === to ? 0 : 1) };

/** Returns the wiring. What it works out for a receiver it keeps, and nothing else. */
export function wiringOf({ kind, edges, offices = [] }: Topology): Wiring {
  if (kind === 'mesh' && edges.length === 0) return everybody;
  const neighbours = neighboursOf(edges);
  const distances = new Map<AgentId, ReadonlyMap<AgentId, number>>();
  const distancesTo = (to: AgentId): ReadonlyMap<AgentId, number> => {
    let found = distances.get(to);
    if (found === undefined) distances.set(to, (found = breadthFirst(neighbours, to)));
    return found;
  };
  const isOpen = (from: AgentId, to: AgentId): boolean => from === to || offices.includes(from) || offices.includes(to);
  const weight = (from: AgentId, to: AgentId): number => neighbours.get(from)?.find(({ id }) => id === to)?.weight ?? 0;
  return {
    isMesh: false,
    allows: (from, to) => isOpen(from, to) || neighbours.get(from)?.some(({ id }) => id === to) === true,
    nextHop(from, to) {
      const near = neighbours.get(from) ?? [];
      if (isOpen(from, to)) return to;
      if (near.some(({ id }) => id === to)) return to;
      const far = distancesTo(to);
      let best: Neighbour | undefined;
      for (const one of near) if (best === undefined || isBetter(one, best, far)) best = one;
      return best !== undefined && far.has(best.id) ? best.id : undefined;
    },
    weight,
    hops: (from, to) => (from !== to && isOpen(from, to) ? 1 : distancesTo(to).get(from) ?? Infinity),
  };
}

function isBetter(one: Neighbour, other: Neighbour, distances: ReadonlyMap<AgentId, number>): boolean {
  const [a, b] = [distances.get(one.id) ?? Infinity, distances.get(other.id) ?? Infinity];
  if (a !== b) return a < b;
  return one.weight === other.weight ? one.id < other.id : one.weight > other.weight;
}

function neighboursOf(edges: Topology['edges']): ReadonlyMap<AgentId, readonly Neighbour[]> {
  const neighbours = new Map<AgentId, Neighbour[]>();
  const put = (from: AgentId, to: AgentId, weight: number): void => {
    const found = neighbours.get(from);
    if (found === undefined) neighbours.set(from, [{ id: to, weight }]);
    else found.push({ id: to, weight });
  };
  for (const { from, to, weight } of edges) {
    put(from, to, weight);
    put(to, from, weight);
  }
  return neighbours;
}

function breadthFirst(neighbours: ReadonlyMap<AgentId, readonly Neighbour[]>, from: AgentId): ReadonlyMap<AgentId, number> {
  const distances = new Map<AgentId, number>([[from, 0]]);
  const inOrder: AgentId[] = [from];
  for (const id of inOrder) {
    for (const { id: near } of neighbours.get(id) ?? []) {
      if (distances.has(near)) continue;
      distances.set(near, (distances.get(id) ?? 0) + 1);
      inOrder.push(near);
    }
  }
  return distances;
}
