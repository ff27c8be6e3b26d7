/**
 * Events to test agents with, as short as they can be written. What a test does not care about has a
 * default; a bar without a time is given the next minute by `given`.
 */
import { agentId, type AgentId } from '../core/brand.js';
import { DAY, type Instant } from '../core/instant.js';
import { UNKNOWN_VOLUME, type Bar } from '../domain/bar.js';
import type { DataOf, EventDraft, EventType } from '../domain/catalogue.js';
import type { Fill } from '../domain/fill.js';
import { instrumentId, type Instrument } from '../domain/instrument.js';
import { orderId } from '../domain/order.js';

/** An event as a test tells it: what was said, and perhaps by whom and when. */
export type TestEvent = EventDraft & {
  readonly from?: AgentId;
  readonly at?: Instant;
};

/** The time of a bar that is not placed yet. */
export const UNSTAMPED = 0;

export const FEED_ID: AgentId = agentId('feed');
export const VENUE_ID: AgentId = agentId('venue');

export interface BarOptions {
  readonly instrument?: string;
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly volume?: number;
  readonly closedAt?: Instant;
}

/** Returns an instrument in cents and whole shares, shortable, with some of its parts changed. */
export function testInstrument(changes: Partial<Omit<Instrument, 'id'>> & { readonly id?: string } = {}): Instrument {
  const { id = 'ES', ...rest } = changes;
  return { id: instrumentId(id), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true, ...rest };
}

/** Returns a bar that closes at this price; without further options it only ever traded there. */
export function bar(close: number, options: BarOptions = {}): Bar {
  const { instrument = 'ES', open = close, volume = UNKNOWN_VOLUME, closedAt = UNSTAMPED } = options;
  const { high = Math.max(open, close), low = Math.min(open, close) } = options;
  return { instrument: instrumentId(instrument), openedAt: closedAt, closedAt, open, high, low, close, volume };
}

export function barClosed(close: number, options: BarOptions = {}): TestEvent {
  return { type: 'BarClosed', data: { bar: bar(close, options) } };
}

/** Returns one bar per close, in order. */
export function barsClosed(closes: readonly number[], options: BarOptions = {}): readonly TestEvent[] {
  return closes.map((close) => barClosed(close, options));
}

/** Returns bars that close at 100, 101, 102, … */
export function risingBars(count: number, options: BarOptions = {}): readonly TestEvent[] {
  return barsClosed(Array.from({ length: count }, (_, index) => 100 + index), options);
}

/** Returns bars that all close at 100. */
export function flatBars(count: number, options: BarOptions = {}): readonly TestEvent[] {
  return barsClosed(new Array<number>(count).fill(100), options);
}

export function signalRaised(from: string, data: Partial<Omit<DataOf<'SignalRaised'>, 'instrument'>> & { readonly instrument?: string } = {}): TestEvent {
  const { instrument = 'ES', direction = 'long', strength = 0.5, evidence = 'a test' } = data;
  return { type: 'SignalRaised', from: agentId(from), data: { instrument: instrumentId(instrument), direction, strength, evidence } };
}

export function proposalMade(data: Partial<Omit<DataOf<'ProposalMade'>, 'instrument'>> & { readonly instrument?: string } = {}): TestEvent {
  const { instrument = 'ES', ...rest } = data;
  const defaults = { proposal: 'council/ES/1', direction: 'long', strength: 0.5, quorum: 0.5, threshold: 0.5, operator: '>', closesAt: 100_000 * DAY } as const;
  return { type: 'ProposalMade', from: agentId('council'), data: { ...defaults, ...rest, instrument: instrumentId(instrument) } };
}

export function voteCast(from: string, data: Partial<Omit<DataOf<'VoteCast'>, 'instrument'>> & { readonly instrument?: string } = {}): TestEvent {
  const { instrument = 'ES', proposal = 'council/ES/1', choice = 'for', confidence = 0.5, reason = 'a test', ranking } = data;
  const ranked = ranking === undefined ? {} : { ranking };
  return { type: 'VoteCast', from: agentId(from), data: { proposal, instrument: instrumentId(instrument), choice, confidence, reason, ...ranked } };
}

/** Returns the venue's report of a fill: 10 lots bought at 100 by the agent `tested`, unless told otherwise. */
export function orderFilled(data: Partial<Omit<Fill, 'instrument' | 'orderId' | 'owner'>> & { readonly instrument?: string; readonly orderId?: string; readonly owner?: string } = {}): TestEvent {
  const { instrument = 'ES', orderId: id = 'tested-1', owner = 'tested', ...rest } = data;
  const defaults = {
    side: 'buy', quantityLots: 10, remainingLots: 0, basePrice: 100, halfSpread: 0, slippage: 0, price: 100,
    feeMicros: 0, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: 0,
  } as const;
  const fill: Fill = { ...defaults, ...rest, instrument: instrumentId(instrument), orderId: orderId(id), owner: agentId(owner) };
  return { type: 'OrderFilled', from: VENUE_ID, data: { fill } };
}

/** Returns any event of the catalogue, for which there is no shorter way. */
export function said<Type extends EventType>(from: string, type: Type, data: DataOf<Type>): TestEvent {
  return { type, data, from: agentId(from) } as unknown as TestEvent;
}
