/** What a bar gives an order before quantity and cost: a price inside the bar, and how sure it is. */
import type { Ticks } from '../core/fixed-point.js';
import type { Fill, FillBasis, FillLabel } from '../domain/fill.js';
import type { Side } from '../domain/order.js';
import type { BarTicks } from './bar-ticks.js';

export interface BaseFill {
  readonly ticks: Ticks;
  readonly basis: FillBasis;
  readonly label: FillLabel;
  readonly ambiguity?: Fill['ambiguity'];
  readonly liquidity: 'maker' | 'taker';
}

/** What a fill rule may know of an order. */
export interface Want {
  readonly side: Side;
  /** Limit or stop; 0 for orders without a level. */
  readonly levelTicks: Ticks;
  /** A stop that price touched on an earlier bar. */
  readonly isTriggered: boolean;
  readonly queue: 'touch' | 'through';
}

/** Returns what the bar gives, or `undefined` if price never came. */
export type FillRule = (want: Want, bar: BarTicks) => BaseFill | undefined;
