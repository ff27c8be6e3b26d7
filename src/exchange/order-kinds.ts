/**
 * The one table of order types. A new type is one line here: what it needs, what it waits for, and where
 * it stands in the order of work. The compiler points at the line that is missing.
 */
import type { Ticks } from '../core/fixed-point.js';
import type { OrderType, Side } from '../domain/order.js';
import type { Gate, Way } from './gate.js';

/** What an order waits with. */
export interface Terms {
  readonly side: Side;
  readonly limitTicks: Ticks;
  readonly stopTicks: Ticks;
  /** Its stop was passed on an earlier bar. */
  readonly isTriggered: boolean;
}

export interface OrderKind {
  /** Terms that it must have; it may have no others. */
  readonly needs: readonly ('limitPrice' | 'stopPrice' | 'trail')[];
  /** Which price of the session it takes; `any`: whenever its gates are passed. */
  readonly session: 'any' | 'open' | 'close';
  readonly gates: (terms: Terms) => readonly Gate[];
  /** What hurts is worked first by a pessimist, what pleases first by an optimist. */
  readonly family: 'market' | 'stop' | 'limit';
  /** Whether the final price may not be worse than the limit. */
  readonly capsPrice: boolean;
}

const none = (): readonly Gate[] => [];

function gate(way: Way, ticks: Ticks, isLimit = false): Gate {
  return { way, ticks, isLimit };
}

/** The way on which things get cheaper for the side: where limits lie. */
function better(side: Side): Way {
  return side === 'buy' ? 'falls' : 'rises';
}

function worse(side: Side): Way {
  return side === 'buy' ? 'rises' : 'falls';
}

function stopGates({ side, stopTicks, isTriggered }: Terms): readonly Gate[] {
  return isTriggered ? [] : [gate(worse(side), stopTicks)];
}

function touchGates({ side, stopTicks, isTriggered }: Terms): readonly Gate[] {
  return isTriggered ? [] : [gate(better(side), stopTicks)];
}

function limitGates({ side, limitTicks }: Terms): readonly Gate[] {
  return [gate(better(side), limitTicks, true)];
}

export const orderKinds: Readonly<Record<OrderType, OrderKind>> = {
  market: { needs: [], session: 'any', gates: none, family: 'market', capsPrice: false },
  limit: { needs: ['limitPrice'], session: 'any', gates: limitGates, family: 'limit', capsPrice: true },
  stop: { needs: ['stopPrice'], session: 'any', gates: stopGates, family: 'stop', capsPrice: false },
  'stop-limit': { needs: ['limitPrice', 'stopPrice'], session: 'any', gates: (terms) => [...stopGates(terms), ...limitGates(terms)], family: 'stop', capsPrice: true },
  'trailing-stop': { needs: ['trail'], session: 'any', gates: stopGates, family: 'stop', capsPrice: false },
  'market-if-touched': { needs: ['stopPrice'], session: 'any', gates: touchGates, family: 'limit', capsPrice: false },
  'limit-if-touched': { needs: ['limitPrice', 'stopPrice'], session: 'any', gates: (terms) => [...touchGates(terms), ...limitGates(terms)], family: 'limit', capsPrice: true },
  'at-open': { needs: [], session: 'open', gates: none, family: 'market', capsPrice: false },
  'at-close': { needs: [], session: 'close', gates: none, family: 'market', capsPrice: false },
};
