/**
 * A bench for one decider: hands it events at stated instants and plays back what it says, as the
 * kernel does. Every event stands in `log`, so that a test can check a whole life.
 */
import { agentId, type AgentId } from '../../src/core/brand.js';
import { NOBODY, NO_CAUSE } from '../../src/core/event.js';
import { randomStream } from '../../src/core/random.js';
import { catalogue, type DataOf, type EventDraft, type EventType, type LogEvent } from '../../src/domain/catalogue.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { orderId, type Order } from '../../src/domain/order.js';
import type { AgentContext, Decider } from '../../src/kernel/agent.js';

export const MINUTE = 60_000_000;
export const authorities = { venue: agentId('venue'), gate: agentId('risk-gate') };

export const acme: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
export const bolt: Instrument = { ...acme, id: instrumentId('BOLT'), ticksPerUnit: 4, shortable: false };

export interface Bench<State> {
  readonly log: LogEvent[];
  state(): State;
  /** Delivers an event said by somebody else; returns what the agent answers, recorded. */
  hear<Type extends EventType>(type: Type, data: DataOf<Type>, at?: { readonly by?: string; readonly time?: number }): LogEvent[];
  /** Delivers an event again as it stands in the log. */
  repeat(event: LogEvent): LogEvent[];
}

export function bench<State>(agent: Decider<State, LogEvent, EventDraft>, id: AgentId): Bench<State> {
  const log: LogEvent[] = [];
  let state = agent.initial();
  let now = 0;
  const context: AgentContext = {
    id,
    now: () => now,
    random: (purpose) => randomStream({ seed: 1, agent: id, purpose }),
    get scheduler(): never {
      throw new TypeError('No scheduler on the bench');
    },
  };

  const record = (draft: EventDraft, by: AgentId, causation: number): LogEvent => {
    const topic = (catalogue[draft.type].topic as (data: unknown) => string)(draft.data);
    const event = { offset: log.length, type: draft.type, version: 1, time: now, deliverAt: now + 1, agent: by, topic, to: draft.to ?? NOBODY, correlation: 0, causation, data: draft.data };
    log.push(event as unknown as LogEvent);
    return log[log.length - 1];
  };

  const deliver = (event: LogEvent): LogEvent[] => {
    state = agent.evolve(state, event, context);
    const frozen = structuredClone(state);
    const drafts = agent.decide(state, event, context);
    if (JSON.stringify(frozen) !== JSON.stringify(state)) throw new TypeError('decide only reads');
    const said = drafts.map((draft) => record(draft, id, event.offset));
    for (const one of said) state = agent.evolve(state, one, context);
    return said;
  };

  return {
    log,
    state: () => state,
    hear: (type, data, { by, time } = {}) => {
      now = time ?? now;
      return deliver(record({ type, data } as EventDraft, agentId(by ?? usualSpeaker(type)), NO_CAUSE));
    },
    repeat: deliver,
  };
}

/** Returns the bar of a minute: opened at minute × MINUTE, closed a minute later. */
export function minuteBar(minute: number, [open, high, low, close]: readonly number[], { instrument = acme, volume = -1 } = {}): DataOf<'BarClosed'> {
  return { bar: { instrument: instrument.id, openedAt: minute * MINUTE, closedAt: (minute + 1) * MINUTE, open, high, low, close, volume } };
}

let orders = 0;
export function anOrder(wish: Partial<Order> = {}): Order {
  orders += 1;
  const size = wish.fundsShare === undefined ? { quantityLots: 10 } : {};
  return { id: orderId(`trader:${orders}`), instrument: acme.id, owner: agentId('trader'), side: 'buy', type: 'market', ...size, timeInForce: 'gtc', reduceOnly: false, ...wish };
}

function usualSpeaker(type: EventType): string {
  if (type === 'BarClosed') return 'feed';
  if (type === 'OrderApproved' || type === 'TradingHalted') return 'risk-gate';
  if (['OrderFilled', 'OrderAccepted', 'OrderRejected', 'OrderCancelled', 'OrderExpired', 'OrderCancelRejected'].includes(type)) return 'venue';
  if (['AccountOpened', 'InstrumentListed', 'RunEnding', 'KillSwitchPulled', 'TradingResumed'].includes(type)) return 'lab';
  return 'trader';
}
