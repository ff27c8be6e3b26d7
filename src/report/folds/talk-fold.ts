/**
 * What was said on the way to a trade, by offset, so that a chain can be walked backwards from any
 * fill: everything of the swarm and of the orders, but not the bars (the prices have those).
 */
import type { EventOf, LogEvent } from '../../domain/catalogue.js';
import type { Fold } from './fold.js';
import { lastAtOrBefore } from './price-fold.js';

/** Any event that can be a link of a causal chain; bars excepted. */
export type Said = Exclude<LogEvent, EventOf<'BarClosed'>>;

export interface TalkIndex {
  readonly said: ReadonlyMap<number, Said>;
  /** Events of an order by its id, in order. */
  readonly orders: ReadonlyMap<string, OrderTrail>;
  readonly proposals: ReadonlyMap<string, EventOf<'ProposalMade'>>;
  readonly decisions: ReadonlyMap<string, EventOf<'DecisionReached'>>;
  readonly fills: readonly EventOf<'OrderFilled'>[];
  /** Returns an agent's vote on a proposal. */
  vote(proposal: string, agent: string): EventOf<'VoteCast'> | undefined;
  /** Returns an agent's last signal on an instrument before an offset. */
  lastSignal(agent: string, instrument: string, before: number): EventOf<'SignalRaised'> | undefined;
}

export interface OrderTrail {
  placed?: EventOf<'OrderPlaced'>;
  approved?: EventOf<'OrderApproved'>;
  accepted?: EventOf<'OrderAccepted'>;
}

export function talkFold(): Fold<TalkIndex> {
  const said = new Map<number, Said>();
  const latest = new Map<number, Said>();
  const orders = new Map<string, OrderTrail>();
  const proposals = new Map<string, EventOf<'ProposalMade'>>();
  const decisions = new Map<string, EventOf<'DecisionReached'>>();
  const votes = new Map<string, EventOf<'VoteCast'>>();
  const fills: EventOf<'OrderFilled'>[] = [];
  const signals = new Map<string, { readonly offsets: number[]; readonly events: EventOf<'SignalRaised'>[] }>();

  const see = (event: LogEvent): void => {
    if (event.type === 'BarClosed' || event.type === 'PortfolioValued') return;
    if (isFine(event)) return keepLatest(latest, event);
    if (event.type === 'OrderFilled' && event.data.fill.decidedBy !== undefined) keepDecider(said, latest, event.data.fill.barOffset);
    said.set(event.offset, event);
    switch (event.type) {
      case 'OrderPlaced':
        trailOf(orders, event.data.order.id).placed ??= event;
        break;
      case 'OrderApproved':
        trailOf(orders, event.data.order.id).approved ??= event;
        break;
      case 'OrderAccepted':
        trailOf(orders, event.data.orderId).accepted ??= event;
        break;
      case 'OrderFilled':
        fills.push(event);
        break;
      case 'ProposalMade':
        proposals.set(event.data.proposal, event);
        break;
      case 'DecisionReached':
        decisions.set(event.data.proposal, event);
        break;
      case 'VoteCast': {
        const key = pairKey(event.data.proposal, event.agent);
        if (!votes.has(key)) votes.set(key, event);
        break;
      }
      case 'SignalRaised': {
        const key = pairKey(event.agent, event.data.instrument);
        const list = signals.get(key) ?? { offsets: [], events: [] };
        list.offsets.push(event.offset);
        list.events.push(event);
        signals.set(key, list);
        break;
      }
      default:
    }
  };
  const vote: TalkIndex['vote'] = (proposal, agent) => votes.get(pairKey(proposal, agent));
  const lastSignal: TalkIndex['lastSignal'] = (agent, instrument, before) => {
    const list = signals.get(pairKey(agent, instrument));
    return list?.events[lastAtOrBefore(list.offsets, before - 1)];
  };
  return { see, result: () => ({ said, orders, proposals, decisions, fills, vote, lastSignal }) };
}

/** So many moments may be on their way to the venue when one of them fills an order. */
const LATEST_MAX = 4_096;

/** Moments are the most numerous of all, so only those that filled an order are kept. */
function isFine({ type }: Said): boolean {
  return type === 'PrintSeen' || type === 'FinerBarClosed' || type === 'QuoteSeen' || type === 'BookSeen' || type === 'BookChanged';
}

function keepLatest(latest: Map<number, Said>, event: Said): void {
  latest.set(event.offset, event);
  if (latest.size <= LATEST_MAX) return;
  const [oldest] = latest.keys();
  latest.delete(oldest);
}

function keepDecider(said: Map<number, Said>, latest: ReadonlyMap<number, Said>, offset: number): void {
  const event = latest.get(offset);
  if (event !== undefined) said.set(offset, event);
}

function trailOf(orders: Map<string, OrderTrail>, id: string): OrderTrail {
  let trail = orders.get(id);
  if (trail === undefined) orders.set(id, (trail = {}));
  return trail;
}

function pairKey(first: string, second: string): string {
  return `${first}\u0000${second}`;
}
