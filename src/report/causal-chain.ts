/**
 * Why a fill happened: fill ← order ← approval ← decision ← votes ← signals ← bars, found by walking
 * the offsets that each event names as its cause. Every hop says what it took in virtual time.
 */
import type { EventOf } from '../domain/catalogue.js';
import type { Instant } from '../core/instant.js';
import { barAtOffset, type PriceHistory } from './folds/price-fold.js';
import type { Said, TalkIndex } from './folds/talk-fold.js';
import { deciderName } from './market-words.js';
import { eventWords } from './event-words.js';
import { saidText } from './said-text.js';
import { priceText } from './number-text.js';

export interface Hop {
  /** What it is in the chain: Fill, Order, Decision, … */
  readonly role: string;
  readonly offset: number;
  readonly agent: string;
  readonly time: Instant;
  /** Virtual time from this hop to the one that it brought about; `null` for the last. */
  readonly latencyUs: number | null;
  /** What was said, in words. */
  readonly says: string;
  /** The ballot, where the hop is a decision. */
  readonly ballot?: readonly BallotHop[];
}

/** One vote with the signal and the bar behind it. */
export interface BallotHop {
  readonly agent: string;
  readonly choice: string;
  readonly weight: number;
  readonly confidence: number;
  readonly reason: string;
  /** Offsets of the vote, of the voter's last signal and of the bar behind that; -1 where there is none. */
  readonly voteOffset: number;
  readonly signalOffset: number;
  readonly barOffset: number;
  readonly signal: string;
}

/** An agent that answers itself in a circle of timers would never come to a bar. */
const HOPS_MAX = 40;

/** Returns the hops of a fill, from the fill back to the bar that began it all. */
export function causalChain(fill: EventOf<'OrderFilled'>, talk: TalkIndex, prices: PriceHistory): readonly Hop[] {
  const hops: Hop[] = [sayHop('Fill', fill, null)];
  const decider = deciderHop(fill, talk, prices);
  if (decider !== undefined) hops.push(decider);
  const { accepted, approved, placed } = talk.orders.get(fill.data.fill.orderId) ?? {};
  let effect: Said = fill;
  for (const [role, event] of [['Taken by the venue', accepted], ['Approved by the risk gate', approved], ['Order', placed]] as const) {
    if (event === undefined) continue;
    hops.push(sayHop(role, event, effect));
    effect = event;
  }
  followCauses(hops, effect, talk, prices);
  return hops;
}

/** What filled it: its bar, or what was finer. */
function deciderHop(fill: EventOf<'OrderFilled'>, talk: TalkIndex, prices: PriceHistory): Hop | undefined {
  const { barOffset, decidedBy } = fill.data.fill;
  const finer = decidedBy === undefined ? undefined : talk.said.get(barOffset);
  if (finer === undefined || decidedBy === undefined) return barHop('Bar that filled it', barOffset, fill.time, prices);
  return { ...sayHop(deciderName(decidedBy), finer, fill), agent: '' };
}

function followCauses(hops: Hop[], from: Said, talk: TalkIndex, prices: PriceHistory): void {
  let effect = from;
  let next = causeOf(effect, talk);
  while (hops.length < HOPS_MAX && next >= 0) {
    const cause = talk.said.get(next);
    if (cause === undefined) {
      const bar = barHop('Bar', next, effect.time, prices);
      if (bar !== undefined) hops.push(bar);
      return;
    }
    const hop = sayHop(roleOf(cause), cause, effect);
    hops.push(cause.type === 'DecisionReached' ? { ...hop, ballot: ballotOf(cause, talk) } : hop);
    effect = cause;
    next = causeOf(effect, talk);
  }
}

/** Returns the offset of what brought an event about: of a decision, its proposal; of an order, the decision that its tag names. */
function causeOf(event: Said, talk: TalkIndex): number {
  if (event.type === 'DecisionReached') return talk.proposals.get(event.data.proposal)?.offset ?? event.causation;
  if (event.type !== 'OrderPlaced' || talk.said.get(event.causation)?.type === 'DecisionReached') return event.causation;
  const named = event.data.order.tag === undefined ? undefined : talk.decisions.get(event.data.order.tag);
  return named !== undefined && named.offset < event.offset ? named.offset : event.causation;
}

function ballotOf(decision: EventOf<'DecisionReached'>, talk: TalkIndex): readonly BallotHop[] {
  const { proposal, instrument, ballot } = decision.data;
  return ballot.map(({ agent, choice, weight, confidence }) => {
    const vote = talk.vote(proposal, agent);
    const signal = talk.lastSignal(agent, instrument, vote?.offset ?? decision.offset);
    return {
      agent, choice, weight, confidence,
      reason: vote?.data.reason ?? '',
      voteOffset: vote?.offset ?? -1,
      signalOffset: signal?.offset ?? -1,
      barOffset: signal?.causation ?? -1,
      signal: signal === undefined ? '' : saidText(signal),
    };
  });
}

function sayHop(role: string, event: Said, effect: Said | null): Hop {
  const latencyUs = effect === null ? null : effect.time - event.time;
  return { role, offset: event.offset, agent: event.agent, time: event.time, latencyUs, says: eventWords(event) };
}

function barHop(role: string, offset: number, effectAt: Instant, prices: PriceHistory): Hop | undefined {
  const found = barAtOffset(prices, offset);
  if (found === undefined) return undefined;
  const { bars, index } = found;
  const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map((column) => priceText(column[index]));
  const says = `${bars.instrument}: open ${open}, high ${high}, low ${low}, close ${close}`;
  return { role, offset, agent: '', time: bars.closedAt[index], latencyUs: effectAt - bars.closedAt[index], says };
}

function roleOf(event: Said): string {
  switch (event.type) {
    case 'DecisionReached': return 'Decision';
    case 'ProposalMade': return 'Proposal';
    case 'SignalRaised': return 'Signal';
    case 'VoteCast': return 'Vote';
    case 'OrderFilled': return 'Earlier fill';
    default: return event.type;
  }
}
