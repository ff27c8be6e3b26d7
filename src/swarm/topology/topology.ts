/**
 * Who is wired to whom: a graph of hard edges, along which messages may go, with soft weights, which say how much one
 * counts for the other. An edge goes both ways. A mesh has every edge and names none.
 */
import type { AgentId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';

export const topologyKinds = ['mesh', 'star', 'hierarchical', 'ring', 'custom'] as const;
export type TopologyKind = (typeof topologyKinds)[number];

export interface Edge {
  readonly from: AgentId;
  readonly to: AgentId;
  /** How much each end counts for the other, 0 to 1. */
  readonly weight: number;
}

export interface Topology {
  readonly kind: TopologyKind;
  /** Each pair once; empty in a mesh. */
  readonly edges: readonly Edge[];
  /** Offices that everybody may speak to, whatever the edges. */
  readonly offices?: readonly AgentId[];
}

export interface TopologyPlan {
  readonly kind: TopologyKind;
  /** Centre of a star, root of a hierarchy; the first member if absent. */
  readonly hub?: AgentId | undefined;
  /** How many are below each in a hierarchy. */
  readonly fanOut?: number | undefined;
  /** Of a custom graph. */
  readonly edges?: readonly (readonly [string, string])[] | undefined;
  readonly weights?: readonly { readonly between: readonly [string, string]; readonly weight: number }[] | undefined;
}

export const mesh: Topology = Object.freeze({ kind: 'mesh', edges: Object.freeze([]) as readonly Edge[] });

/** Returns the topology of these members, in the order in which they are given. Throws `topology-invalid`. */
export function topologyOf(plan: TopologyPlan, members: readonly AgentId[]): Topology {
  const known = new Set(members);
  for (const id of [plan.hub, ...(plan.edges ?? []).flat(), ...(plan.weights ?? []).flatMap(({ between }) => between)]) {
    if (id !== undefined && !known.has(id as AgentId)) throw stranger(id, members);
  }
  const weights = new Map((plan.weights ?? []).map(({ between: [a, b], weight }) => [pairKey(a, b), weight]));
  const pairs = plan.kind === 'mesh' && weights.size === 0 ? [] : pairsOf(plan, members);
  const seen = new Set<string>();
  const edges = pairs.flatMap(([from, to]): Edge[] => {
    const key = pairKey(from, to);
    if (from === to || seen.has(key)) return [];
    seen.add(key);
    return [{ from, to, weight: weights.get(key) ?? 1 }];
  });
  const unwired = [...weights.keys()].find((key) => !seen.has(key));
  if (unwired !== undefined) throw new HivetapeError('topology-invalid', `A weight is that of an edge (found one for ${unwired.split('\u0000').join(' and ')}, which are not wired).`);
  return { kind: plan.kind, edges };
}

/** Returns the topology with these edges added and those taken away; what was a shape of its own becomes custom. */
export function rewired({ edges }: Topology, added: readonly Edge[], removed: readonly Edge[]): Topology {
  const gone = new Set([...removed, ...added].map(({ from, to }) => pairKey(from, to)));
  return { kind: 'custom', edges: [...edges.filter(({ from, to }) => !gone.has(pairKey(from, to))), ...added] };
}

/** Returns one key for both directions. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a}\u0000${b}` : `${b}\u0000${a}`;
}

function pairsOf({ kind, hub, fanOut = 3, edges = [] }: TopologyPlan, members: readonly AgentId[]): (readonly [AgentId, AgentId])[] {
  const centre = hub ?? members[0];
  const others = members.filter((id) => id !== centre);
  switch (kind) {
    case 'mesh':
      return members.flatMap((a, place) => members.slice(place + 1).map((b) => [a, b] as const));
    case 'star':
      return others.map((id) => [centre, id] as const);
    case 'hierarchical': {
      const inOrder = [centre, ...others];
      return inOrder.slice(1).map((id, place) => [inOrder[Math.floor(place / fanOut)], id] as const);
    }
    case 'ring':
      return members.length < 2 ? [] : members.map((id, place) => [id, members[(place + 1) % members.length]] as const);
    case 'custom':
      return edges as readonly (readonly [AgentId, AgentId])[] as (readonly [AgentId, AgentId])[];
  }
}

function stranger(id: string, members: readonly AgentId[]): HivetapeError {
  const shown = members.slice(0, 10).join(', ');
  return new HivetapeError('topology-invalid', `A topology wires members of the swarm (found "${id}").`, { help: `The members are: ${shown}${members.length > 10 ? ', …' : '.'}` });
}
