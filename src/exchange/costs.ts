/**
 * Spread and slippage: what it costs to trade at once. They stand beside the base price, never inside
 * it, and the final price is rounded to the grid against the trader.
 */
import { assert } from '../core/assert.js';
import type { Lots, Ticks } from '../core/fixed-point.js';
import { priceOf, type Instrument } from '../domain/instrument.js';
import type { Order } from '../domain/order.js';
import type { BaseFill } from './base-fill.js';
import type { PulseFigures } from './daily-pulse.js';
import { orderKinds } from './order-kinds.js';
import type { UnitCost, VenueRules } from './venue-rules.js';

export interface PricedFill {
  /** Final price. */
  readonly ticks: Ticks;
  /** Per unit, in currency, ≥ 0. */
  readonly halfSpread: number;
  readonly slippage: number;
}

export interface PriceQuestion {
  readonly instrument: Instrument;
  readonly order: Order;
  /** Of orders that have one. */
  readonly limitTicks: Ticks;
  readonly base: BaseFill;
  readonly lots: Lots;
  /** Of the bar, in units; negative if unknown. */
  readonly volume: number;
  /** Of the days before; `undefined` where no rule asks for it, or while it is not known. */
  readonly pulse?: PulseFigures | undefined;
  /** Per unit, in currency, as quotes show it; `undefined` where there are none: then the rules say it. */
  readonly quotedHalfSpread?: number | undefined;
  /** Per unit, in currency, where the levels of a book say it. */
  readonly quotedSlippage?: number | undefined;
}

/** Returns the final price of so many lots. Makers pay neither spread nor slippage; a limit is never passed. */
export function priceFill(rules: VenueRules, question: PriceQuestion): PricedFill {
  const { instrument, base, order, limitTicks } = question;
  if (base.liquidity === 'maker') return { ticks: base.ticks, halfSpread: 0, slippage: 0 };
  const basePrice = priceOf(instrument, base.ticks);
  let halfSpread = question.quotedHalfSpread ?? unitCost(rules.halfSpread, instrument, basePrice);
  let slippage = question.quotedSlippage ?? slippageOf(rules, question, basePrice);
  if (halfSpread === 0 && slippage === 0) return { ticks: base.ticks, halfSpread: 0, slippage: 0 };

  if (orderKinds[order.type].capsPrice) {
    const room = Math.abs(priceOf(instrument, limitTicks) - basePrice);
    halfSpread = Math.min(halfSpread, room);
    slippage = Math.min(slippage, room - halfSpread);
  }
  const costTicks = againstTrader((halfSpread + slippage) * instrument.ticksPerUnit);
  const ticks = order.side === 'buy' ? base.ticks + costTicks : Math.max(Math.min(base.ticks, 1), base.ticks - costTicks);
  assert(!orderKinds[order.type].capsPrice || (order.side === 'buy' ? ticks <= limitTicks : ticks >= limitTicks), 'A limit is never passed', {
    order: order.id,
    ticks,
  });
  return { ticks, halfSpread, slippage };
}

/** Cost as a share of the price, times the impact, where volatility and volume are not known yet. */
const UNKNOWN_IMPACT = 0.01;

/** Rounds a cost up to whole ticks, forgiving the noise of floats. */
function againstTrader(ticks: number): Ticks {
  return Math.ceil(ticks - 1e-9 * Math.max(1, ticks)) + 0;
}

function slippageOf({ slippage }: VenueRules, { instrument, lots, volume, pulse }: PriceQuestion, price: number): number {
  if (slippage.kind === 'square-root') {
    // A market that nobody has seen for three days is taken for one that an order moves with all its weight.
    if (pulse === undefined) return price * slippage.impact * UNKNOWN_IMPACT;
    return price * slippage.impact * pulse.volatility * Math.sqrt(lots / instrument.lotsPerUnit / pulse.volume);
  }
  if (slippage.kind !== 'volume-share') return unitCost(slippage, instrument, price);
  // Where the volume is unknown, the worst that the model knows.
  const share = volume > 0 ? Math.min(lots / instrument.lotsPerUnit / volume, slippage.shareMax) : slippage.shareMax;
  return price * slippage.impact * (slippage.shape === 'linear' ? share : share * share);
}

function unitCost(cost: UnitCost, instrument: Instrument, price: number): number {
  switch (cost.kind) {
    case 'none':
      return 0;
    case 'ticks':
      return priceOf(instrument, cost.ticks);
    case 'ratio':
      return Math.abs(price) * cost.ratio;
  }
}
