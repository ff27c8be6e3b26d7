/** A court for single laws: events and deliveries are told one by one, and the verdict is what the monitor found. */
import { agentId, type AgentId } from '../../../src/core/brand.js';
import { NOBODY, NO_CAUSE, type Recorded } from '../../../src/core/event.js';
import { catalogue, type DataOf, type EventOf, type EventType, type LogEvent } from '../../../src/domain/catalogue.js';
import { instrumentId } from '../../../src/domain/ids.js';
import type { Fill } from '../../../src/domain/fill.js';
import { orderId, type Order } from '../../../src/domain/order.js';
import { builtInLaws } from '../../../src/lab/chaos/built-in-laws.js';
import { InvariantFound, Monitor } from '../../../src/lab/chaos/monitor.js';
import { riskLimits, type RiskLimits } from '../../../src/portfolio/limits.js';

export interface Saying {
  readonly by?: string;
  readonly at?: number;
  readonly cause?: number;
  readonly to?: readonly string[];
  /** Changes the envelope, for laws about envelopes. */
  readonly envelope?: Partial<Recorded>;
}

export interface Court {
  readonly events: LogEvent[];
  readonly states: Map<string, unknown>;
  readonly away: Set<string>;
  readonly said: <Type extends EventType>(type: Type, data: DataOf<Type>, saying?: Saying) => EventOf<Type>;
  readonly heard: (event: LogEvent, receiver: string, at?: number) => void;
  readonly settled: (at?: number) => void;
  /** What the law found, and at which offset; `undefined` while it holds. */
  readonly verdict: () => { readonly law: string; readonly at: number; readonly found: string } | undefined;
}

/** Returns a court that knows one law only, in a world of the lab’s agents. */
export function courtOf(id: string, limits: Partial<RiskLimits> = {}): Court {
  const laws = builtInLaws(riskLimits(limits)).filter((law) => law.id === id);
  if (laws.length !== 1) throw new Error(`There are ${laws.length} laws ${id}`);
  const monitor = new Monitor(laws);
  const states = new Map<string, unknown>();
  const away = new Set<string>();
  const world = { now: 0, agents: ['risk-gate', 'trader', 'venue'].map(agentId), stateOf: (agent: AgentId) => states.get(agent), isAway: (agent: AgentId) => away.has(agent) };
  monitor.open(world);
  const events: LogEvent[] = [];
  const judged = (act: () => void): void => {
    try {
      act();
    } catch (cause) {
      if (!(cause instanceof InvariantFound)) throw cause;
    }
  };
  return {
    events,
    states,
    away,
    said: (type, data, { by = 'lab', at = events.length * 10, cause = NO_CAUSE, to, envelope = {} } = {}) => {
      const definition = catalogue[type];
      const offset = events.length;
      const event = {
        offset, type, version: definition.version, time: at, deliverAt: at + 1, agent: agentId(by), topic: (definition.topic as (about: unknown) => string)(data),
        to: to?.map(agentId) ?? NOBODY, correlation: cause === NO_CAUSE ? offset : cause, causation: cause, data, ...envelope,
      } as unknown as LogEvent;
      events.push(event);
      world.now = event.time;
      judged(() => monitor.recorded(event));
      return event as never;
    },
    heard: (event, receiver, at = event.deliverAt) => {
      world.now = at;
      judged(() => monitor.heard(event, agentId(receiver)));
    },
    settled: (at = 1_000_000_000) => {
      world.now = at;
      judged(() => monitor.settled());
    },
    verdict: () => (monitor.found === undefined ? undefined : { law: monitor.found.invariant, at: monitor.found.at, found: monitor.found.found }),
  };
}

export const ES = instrumentId('ES');

/** Returns an order of the trader to buy ten lots at the market, with some of it changed. */
export function orderWith(changes: Partial<Order> = {}): Order {
  return { id: orderId('trader-1'), instrument: ES, owner: agentId('trader'), side: 'buy', type: 'market', quantityLots: 10, timeInForce: 'gtc', reduceOnly: false, ...changes };
}

/** Returns a fill of all of it at 100. */
export function fillWith(changes: Partial<Fill> = {}): Fill {
  return {
    orderId: orderId('trader-1'), instrument: ES, owner: agentId('trader'), side: 'buy', quantityLots: 10, remainingLots: 0, basePrice: 100, halfSpread: 0, slippage: 0,
    price: 100, feeMicros: 0, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 1, filledAt: 0, ...changes,
  };
}

/** Opens an account of a million and lists ES in cents. */
export function opened(court: Court): void {
  court.said('AccountOpened', { currency: 'USD', cashMicros: 1_000_000_000_000 });
  court.said('InstrumentListed', { instrument: { id: ES, currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true } });
}

export function barAt(close: number): { readonly bar: DataOf<'BarClosed'>['bar'] } {
  return { bar: { instrument: ES, openedAt: 0, closedAt: 1, open: close, high: close + 1, low: close - 1, close, volume: 1_000 } };
}

/** Says that the order was placed, approved and accepted. */
export function accepted(court: Court, order: Order): void {
  court.said('OrderPlaced', { order }, { by: 'trader' });
  court.said('OrderApproved', { order }, { by: 'risk-gate' });
  court.said('OrderAccepted', { orderId: order.id, instrument: order.instrument, acceptedAt: 0 }, { by: 'venue' });
}
