/**
 * What a trader keeps for one instrument: what it holds, what it wants to hold, and the one order that is
 * under way. An order that no longer fits is cancelled first and replaced only when it is gone, so that
 * two of them never add up.
 */
import { NO_CAUSE } from '../core/event.js';
import type { AgentId } from '../core/brand.js';
import type { Lots } from '../core/fixed-point.js';
import { meanOf, stepMeanDeviation, varianceOf, type MeanDeviationState } from '../indicators/mean-deviation.js';
import { isFull } from '../indicators/ring.js';
import type { OrderId } from '../domain/order.js';

export interface OrderUnderWay {
  readonly id: OrderId;
  /** The holding that it was placed for. */
  readonly forTarget: Lots;
  isAccepted: boolean;
  isCancelAsked: boolean;
  /** How many allocations have been stated since it was placed; 0 if absent. */
  outlived?: number;
  /** Who works it, of a parent order. */
  readonly executor?: AgentId;
}

/** Plain data, changed in place. */
export interface TraderDesk {
  /** Signed, from the trader's own fills. */
  heldLots: Lots;
  targetLots: Lots;
  tag: string | undefined;
  order: OrderUnderWay | undefined;
  /** Offset of the last decision it heard: one that comes again, or behind a later one, decides nothing. */
  decidedAt: number;
  /** Exponentially weighted variance of returns per bar, its bars, and the close before. */
  variance: number;
  bars: number;
  close: number;
  /** Mean and variance of returns per bar over a window, where Kelly sizes. */
  readonly edge?: MeanDeviationState;
}

export function emptyDesk(): TraderDesk {
  return { heldLots: 0, targetLots: 0, tag: undefined, order: undefined, decidedAt: NO_CAUSE, variance: 0, bars: 0, close: 0 };
}

/** Weight of the past in the variance, as RiskMetrics has it for daily returns. */
const DECAY = 0.94;
const WARM_UP_BARS = 20;

/** Takes a close into the variance, in place, and returns the return; `undefined` for the first. */
export function seeReturn(desk: TraderDesk, close: number): number | undefined {
  const change = desk.close > 0 ? close / desk.close - 1 : undefined;
  if (change !== undefined) {
    desk.variance = desk.bars === 0 ? change * change : DECAY * desk.variance + (1 - DECAY) * change * change;
    desk.bars += 1;
    if (desk.edge !== undefined) stepMeanDeviation(desk.edge, change);
  }
  desk.close = close;
  return change;
}

/** Returns the yearly volatility; `undefined` during the first 20 bars. */
export function yearlyVolatility({ variance, bars }: TraderDesk, barsPerYear: number): number | undefined {
  return bars < WARM_UP_BARS ? undefined : Math.sqrt(variance * barsPerYear);
}

/** Returns mean ÷ variance of the returns in the window (kelly-mean-variance); `undefined` until it is full, and where nothing varies. */
export function kellyShare({ edge }: TraderDesk): number | undefined {
  if (edge === undefined || !isFull(edge.ring)) return undefined;
  const variance = varianceOf(edge);
  return variance > 0 ? meanOf(edge) / variance : undefined;
}

/**
 * The order ended. If it was placed for what is wanted still, the trader leaves it at that: an order that
 * was refused once would be refused again. Otherwise the wish is newer than the order, and stays.
 */
export function endOrder(desk: TraderDesk, id: OrderId): void {
  if (desk.order?.id !== id) return;
  if (desk.order.forTarget === desk.targetLots) desk.targetLots = desk.heldLots;
  desk.order = undefined;
}

/** Returns the target that only reduces what is held: between it and flat. */
export function reducedTarget({ heldLots, targetLots }: TraderDesk): Lots {
  const low = Math.min(0, heldLots);
  const high = Math.max(0, heldLots);
  return Math.max(low, Math.min(high, targetLots)) + 0;
}

export type NextStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'cancel'; readonly id: OrderId }
  | { readonly kind: 'trade'; readonly lots: Lots };

/** Returns what brings the desk nearer to its target; `lots` is signed. */
export function nextStep({ order, heldLots, targetLots }: TraderDesk): NextStep {
  if (order === undefined) return targetLots === heldLots ? { kind: 'none' } : { kind: 'trade', lots: targetLots - heldLots };
  if (order.forTarget === targetLots || !order.isAccepted || order.isCancelAsked) return { kind: 'none' };
  return { kind: 'cancel', id: order.id };
}
