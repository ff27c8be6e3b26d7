/**
 * The whole conversation of an order as one tree: the tick it began with, what was seen in it, asked,
 * voted and decided, the order, the gate, the venue, the fills. Each event hangs under the one that led
 * to it; where two did, the other one is a link.
 */
import { NO_CAUSE } from '../../core/event.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { RunLog } from '../../store/run-store.js';
import { orderStep } from '../replay.js';

export interface TraceNode {
  readonly event: LogEvent;
  /** Offset of the event that it hangs under; -1 for the root. */
  readonly parent: number;
  /** Offsets of others that led to it, in the trace or not. */
  readonly links: readonly number[];
}

/** Nodes in the order of their offsets; the first is the root. */
export type Trace = readonly TraceNode[];

export interface OrderTrace {
  readonly order: string;
  readonly trace: Trace;
  readonly tickAt: number | null;
  readonly placedAt: number;
  readonly endedAt: number | null;
  /** The last step of the order: filled, cancelled, denied, … or placed, approved, accepted where it is not over. */
  readonly state: string;
  /** Whether it goes back to a word of the market without a gap. */
  readonly isRooted: boolean;
}

const ticks: readonly LogEvent['type'][] = ['BarClosed', 'QuoteSeen', 'ActionFellDue'];
const steps = ['OrderPlaced', 'OrderApproved', 'OrderDenied', 'OrderAccepted', 'OrderRejected', 'OrderFilled', 'OrderCancelRequested', 'OrderCancelRejected', 'OrderCancelled', 'OrderExpired'] as const;

/** Returns the order that an event is about: a step of it, or the wish to cancel it. */
function orderIn(event: LogEvent): string | undefined {
  return event.type === 'OrderCancelRequested' || event.type === 'OrderCancelRejected' ? event.data.orderId : orderStep(event)?.id;
}

/** Reads a log for traces: talk of orders and votes is indexed once, the rest is looked up. */
export function traceReader(log: RunLog): { readonly orders: () => readonly string[]; readonly order: (id: string) => OrderTrace | undefined; readonly conversation: (offset: number) => Trace } {
  const byOrder = new Map<string, LogEvent[]>();
  const byProposal = new Map<string, LogEvent[]>();
  for (const recorded of log.events({ types: [...steps, 'ProposalMade', 'VoteCast'] })) {
    const event = recorded as LogEvent;
    const id = orderIn(event);
    if (id !== undefined) push(byOrder, id, event);
    else if (event.type === 'ProposalMade' || event.type === 'VoteCast') push(byProposal, event.data.proposal, event);
  }
  const at = (offset: number): LogEvent | undefined => {
    for (const event of log.events({ from: offset, to: offset + 1 })) return event as LogEvent;
    return undefined;
  };
  const sources: Sources = { at, order: (id) => byOrder.get(id) ?? [], proposal: (name) => byProposal.get(name) ?? [] };
  return {
    orders: () => [...byOrder.keys()],
    order: (id) => (byOrder.has(id) ? orderTrace(sources, id) : undefined),
    conversation: (offset) => conversationOf(log, at(offset)),
  };
}

interface Sources {
  readonly at: (offset: number) => LogEvent | undefined;
  readonly order: (id: string) => readonly LogEvent[];
  readonly proposal: (name: string) => readonly LogEvent[];
}

/** Returns what led to an event, the nearest first: of an order its step before, of a decision its question. */
function leadersOf(sources: Sources, event: LogEvent): readonly LogEvent[] {
  const cause = event.causation === NO_CAUSE ? undefined : sources.at(event.causation);
  const id = orderIn(event);
  if (id !== undefined && event.type !== 'OrderPlaced') {
    const before = sources.order(id).filter(({ offset }) => offset < event.offset).at(-1);
    return [before, cause].flatMap((leader) => leader ?? []);
  }
  if (event.type === 'DecisionReached' || event.type === 'QuorumMissed') {
    const talk = sources.proposal(event.data.proposal).filter(({ offset }) => offset < event.offset);
    const asked = talk.find(({ type }) => type === 'ProposalMade');
    return [asked, cause, ...talk.filter(({ type }) => type === 'VoteCast')].flatMap((leader) => leader ?? []);
  }
  return cause === undefined ? [] : [cause];
}

function orderTrace(sources: Sources, id: string): OrderTrace {
  const nodes = new Map<number, TraceNode>();
  const add = (event: LogEvent): LogEvent | undefined => {
    if (nodes.has(event.offset)) return undefined;
    const [leader, ...others] = leadersOf(sources, event);
    const links = [...new Set(others.map(({ offset }) => offset))].filter((offset) => offset !== leader?.offset);
    nodes.set(event.offset, { event, parent: leader?.offset ?? NO_CAUSE, links });
    // Votes belong to the question that stands in the tree.
    if (event.type === 'DecisionReached') for (const vote of sources.proposal(event.data.proposal)) if (vote.type === 'VoteCast' && vote.offset < event.offset) nodes.set(vote.offset, voteNode(vote, leader));
    return leader;
  };
  const events = sources.order(id);
  for (const event of events) for (let next: LogEvent | undefined = event; next !== undefined; ) next = add(next);
  const trace = [...nodes.values()].sort((a, b) => a.event.offset - b.event.offset);
  const roots = trace.filter(({ parent }) => parent === NO_CAUSE);
  const tick = roots.length === 1 && ticks.includes(roots[0].event.type) ? roots[0].event : undefined;
  const last = events.findLast((event) => orderStep(event) !== undefined) ?? events[0];
  const state = orderStep(last)?.state ?? 'placed';
  const isOver = !['placed', 'approved', 'accepted', 'partially-filled'].includes(state);
  return { order: id, trace, tickAt: tick?.time ?? null, placedAt: events[0].time, endedAt: isOver ? last.time : null, state, isRooted: tick !== undefined };
}

function voteNode(event: LogEvent, asked: LogEvent | undefined): TraceNode {
  const parent = asked?.offset ?? event.causation;
  return { event, parent, links: event.causation === parent || event.causation === NO_CAUSE ? [] : [event.causation] };
}

/** Returns everything that an event's conversation led to, each under its cause; what is caused outside of it hangs under the root. */
function conversationOf(log: RunLog, event: LogEvent | undefined): Trace {
  if (event === undefined) return [];
  const root = event.correlation === NO_CAUSE ? event.offset : event.correlation;
  const nodes: TraceNode[] = [];
  const known = new Set<number>();
  for (const recorded of log.events({ correlation: root })) {
    const said = recorded as LogEvent;
    known.add(said.offset);
    const isInside = known.has(said.causation) && said.causation !== said.offset;
    const parent = said.offset === root ? NO_CAUSE : isInside ? said.causation : root;
    nodes.push({ event: said, parent, links: isInside || said.causation === NO_CAUSE || said.offset === root ? [] : [said.causation] });
  }
  return nodes;
}

function push(map: Map<string, LogEvent[]>, key: string, event: LogEvent): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [event]);
  else list.push(event);
}
