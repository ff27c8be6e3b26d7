/** The chain of events that an outcome had to wait for, hop by hop: where its virtual time went, and who had it. */
import type { Trace, TraceNode } from './order-trace.js';

export interface Hop {
  readonly offset: number;
  readonly type: string;
  readonly agent: string;
  readonly time: number;
  /** From the hop before to this one, in µs. */
  readonly tookUs: number;
}

export interface CriticalPath {
  readonly hops: readonly Hop[];
  readonly totalUs: number;
  /** Where most of the time went, `undefined` where there is only one hop. */
  readonly slowest: Hop | undefined;
}

/** Returns the path to an event of a trace: of all that led to each hop, what came last, for that is what it waited for. */
export function criticalPath(trace: Trace, offset: number): CriticalPath {
  const nodes = new Map(trace.map((node) => [node.event.offset, node]));
  const path: TraceNode[] = [];
  for (let node = nodes.get(offset); node !== undefined; node = lastLeader(nodes, node)) path.unshift(node);
  const hops = path.map(({ event }, index): Hop => {
    const { offset: place, type, agent, time } = event;
    return { offset: place, type, agent, time, tookUs: index === 0 ? 0 : time - path[index - 1].event.time };
  });
  const slowest = hops.slice(1).reduce<Hop | undefined>((worst, hop) => (worst === undefined || hop.tookUs > worst.tookUs ? hop : worst), undefined);
  return { hops, totalUs: hops.length === 0 ? 0 : hops[hops.length - 1].time - hops[0].time, slowest };
}

function lastLeader(nodes: ReadonlyMap<number, TraceNode>, { event, parent, links }: TraceNode): TraceNode | undefined {
  const leaders = [parent, ...links].filter((place) => place >= 0 && place < event.offset && nodes.has(place));
  return leaders.length === 0 ? undefined : nodes.get(Math.max(...leaders));
}
