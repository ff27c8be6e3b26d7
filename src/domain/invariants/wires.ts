/** The law of wires: where a swarm is wired, nobody hears directly from whom it is not wired to. */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { EventOf } from '../catalogue.js';
import { FEED, OPERATOR, REGISTRAR, RISK_GATE, VENUE } from '../office-names.js';
import { invariant, type Authorities, type Invariant } from './invariant.js';

interface Wired {
  readonly from: Instant;
  /** `undefined`: a mesh, which names none. */
  readonly edges: ReadonlySet<string> | undefined;
  /** Until when it holds beside what came after; it holds for good where nothing came. */
  until: Instant;
}

/** A24. Edges hold for what was said while they did, from when they were said until the instant that their end names. */
export function wiredHearing({ lab }: Pick<Authorities, 'lab'>): Invariant {
  const offices: ReadonlySet<AgentId> = new Set([FEED, VENUE, RISK_GATE, OPERATOR, REGISTRAR, lab]);
  return invariant<{ wires: Wired[] }>({
    id: 'A24',
    law: 'Where agents are wired, each hears directly only from those that it is wired to, and from the offices.',
    initial: () => ({ wires: [] }),
    check(event, state) {
      if (event.type === 'TopologyChanged' && (event.agent === REGISTRAR || event.agent === lab)) rewire(state.wires, event);
      return undefined;
    },
    heard({ agent, offset, time }, receiver, { wires }) {
      if (wires.length === 0 || agent === receiver || offices.has(agent) || offices.has(receiver)) return undefined;
      const key = pairOf(agent, receiver);
      const isWired = wires.some(({ from, until, edges }) => time >= from && time < until && (edges === undefined || edges.has(key)));
      return isWired ? undefined : `${receiver} heard offset ${offset} of ${agent}, and is not wired to it`;
    },
  });
}

function rewire(wires: Wired[], { time, data: { edges, effectiveAt, kind } }: EventOf<'TopologyChanged'>): void {
  const last = wires.at(-1);
  if (last !== undefined) last.until = Math.max(time, effectiveAt);
  const isMesh = kind === 'mesh' && edges.length === 0;
  wires.push({ from: time, until: Infinity, edges: isMesh ? undefined : new Set(edges.map(({ from, to }) => pairOf(from, to))) });
}

function pairOf(a: AgentId, b: AgentId): string {
  return JSON.stringify(a < b ? [a, b] : [b, a]);
}
