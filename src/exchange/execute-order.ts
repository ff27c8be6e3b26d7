/**
 * One order against one bar: how many lots it gets of what it wants, at which final price, for which
 * fee. Position, volume and money are asked in this order, and the first that ends the order names why.
 */
import { assert } from '../core/assert.js';
import type { Lots } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { EventDraft } from '../domain/catalogue.js';
import type { Fill, FineSource } from '../domain/fill.js';
import { notionalMicros, priceOf, type Instrument } from '../domain/instrument.js';
import type { CancelReason } from '../domain/order.js';
import type { BaseFill } from './base-fill.js';
import { awakeLots, type Resting } from './resting.js';
import { priceFill, type PricedFill } from './costs.js';
import type { PulseFigures } from './daily-pulse.js';
import { addFee } from './fees.js';
import { closableLots, freeFunds, isAffordable, mostLots, spend, type Deal, type Purse } from './purse.js';
import type { VenueRules } from './venue-rules.js';

/** Where a bar is worked: what is left of everything, and what has been said. Changed in place. */
export interface Desk {
  readonly rules: VenueRules;
  readonly instrument: Instrument;
  readonly bar: Bar;
  readonly barOffset: number;
  readonly purse: Purse;
  /** How far below zero the position may go. */
  readonly shortLotsMax: Lots;
  liquidityLots: Lots;
  readonly drafts: EventDraft[];
  readonly pulse?: PulseFigures | undefined;
  readonly quotedHalfSpread?: number | undefined;
  /** Beyond the best price, where a book is walked level by level; the rules say it otherwise. */
  quotedSlippage?: number | undefined;
  /** What decides here, if it is finer than the bar. */
  readonly decidedBy?: FineSource | undefined;
  /** When that was; the close of the bar if absent. */
  readonly filledAt?: Instant | undefined;
}

export interface Outcome {
  /** What was said of it; absent if nothing was filled. */
  readonly fill?: Fill;
  /** Present: the rest is cancelled. */
  readonly ending?: CancelReason;
}

interface Quote extends Deal, PricedFill {}

/** Executes what can be, says OrderFilled on the desk, and takes the lots out of the order, which is a scratch copy. */
export function executeOrder(desk: Desk, resting: Resting, base: BaseFill): Outcome {
  const { order } = resting;
  const { lacksRate = false } = desk.purse;
  if (lacksRate && resting.openLots === undefined) return { ending: 'no-rate' };
  resting.openLots ??= lotsOfShare(desk, resting, base);
  const wanted = awakeLots(resting) ?? 0;
  if (wanted === 0) return { ending: 'insufficient-cash' };

  const closable = closableLots(desk.purse, order.side);
  const openable = order.reduceOnly || lacksRate ? 0 : order.side === 'buy' ? Number.MAX_SAFE_INTEGER : desk.shortLotsMax;
  const room = order.side === 'sell' && desk.purse.heldLots < 0 ? openable + desk.purse.heldLots : openable;
  const admitted = Math.min(wanted, closable + Math.max(0, room));
  const liquid = Math.min(admitted, desk.liquidityLots);
  const offered = withinSlippage(desk, resting, { base, lots: liquid });
  const lots = mostLots(offered, offered, (some) => isAffordable(desk.rules, desk.purse, quote(desk, resting, { base, lots: some })));
  if (order.timeInForce === 'fok' && lots < wanted) return { ending: 'fok' };
  const filled = lots > 0 ? { fill: fill(desk, resting, { base, lots, remainingLots: resting.openLots - lots }) } : {};
  resting.openLots -= lots;

  if (lots < offered) return { ...filled, ending: 'insufficient-cash' };
  if (offered < liquid) return { ...filled, ending: 'max-slippage' };
  // Volume may be the narrower bound; then what may not be opened ends when the position is reached.
  if (admitted < wanted && lots === admitted) return { ...filled, ending: lacksRate && !order.reduceOnly ? 'no-rate' : openable === 0 ? 'reduce-only' : 'not-shortable' };
  return filled;
}

/** Returns the lots, of so many, that slip no further than the rules allow. */
function withinSlippage(desk: Desk, resting: Resting, { base, lots }: { readonly base: BaseFill; readonly lots: Lots }): Lots {
  const { slippageMax } = desk.rules;
  if (slippageMax === undefined || base.liquidity === 'maker') return lots;
  const most = slippageMax * Math.abs(priceOf(desk.instrument, base.ticks)) * (1 + 1e-9);
  return mostLots(lots, lots, (some) => quote(desk, resting, { base, lots: some }).slippage <= most);
}

/** Returns the lots that a share of the free funds pays for, costs and fees included. */
function lotsOfShare(desk: Desk, resting: Resting, base: BaseFill): Lots {
  const { rules, purse, instrument } = desk;
  const share = resting.order.fundsShare;
  assert(share !== undefined, 'An order has lots or a share of funds', { order: resting.order.id });
  const lotMicros = Math.abs(notionalMicros(instrument, base.ticks, instrument.lotsPerUnit)) / instrument.lotsPerUnit;
  if (lotMicros <= 0) return 0;
  const funds = Math.floor(share * freeFunds(rules, purse, { instrument, baseTicks: base.ticks }));
  // Rebates can make a lot cheaper than its price; nothing makes it cheaper by a half.
  const most = Math.min(Math.ceil((2 * funds) / lotMicros), Number.MAX_SAFE_INTEGER);
  return mostLots(most, Math.floor(funds / lotMicros), (lots) => {
    const deal = quote(desk, resting, { base, lots });
    return Math.abs(notionalMicros(instrument, deal.ticks, lots)) + deal.feeMicros <= funds;
  });
}

function quote({ rules, instrument, bar, pulse, quotedHalfSpread, quotedSlippage }: Desk, { order, limitTicks, fees }: Resting, { base, lots }: { readonly base: BaseFill; readonly lots: Lots }): Quote {
  const { ticks, halfSpread, slippage } = priceFill(rules, { instrument, order, limitTicks, base, lots, volume: bar.volume, pulse, quotedHalfSpread, quotedSlippage });
  const notional = Math.abs(notionalMicros(instrument, ticks, lots));
  const after = addFee(rules.fees, fees, { instrument, lots, notionalMicros: notional, liquidity: base.liquidity });
  return { ticks, halfSpread, slippage, instrument, side: order.side, lots, baseTicks: base.ticks, feeMicros: after.paidMicros - fees.paidMicros };
}

function fill(desk: Desk, resting: Resting, { base, lots, remainingLots }: { readonly base: BaseFill; readonly lots: Lots; readonly remainingLots: Lots }): Fill {
  const { order } = resting;
  const deal = quote(desk, resting, { base, lots });
  spend(desk.purse, deal);
  desk.liquidityLots -= lots;
  const said: Fill = {
    orderId: order.id,
    instrument: order.instrument,
    owner: order.owner,
    side: order.side,
    quantityLots: lots,
    remainingLots,
    basePrice: priceOf(desk.instrument, base.ticks),
    halfSpread: deal.halfSpread,
    slippage: deal.slippage,
    price: priceOf(desk.instrument, deal.ticks),
    feeMicros: deal.feeMicros,
    liquidity: base.liquidity,
    basis: base.basis,
    label: base.label,
    ...(base.ambiguity === undefined ? {} : { ambiguity: base.ambiguity }),
    barOffset: desk.barOffset,
    filledAt: desk.filledAt ?? desk.bar.closedAt,
    ...(order.tag === undefined ? {} : { tag: order.tag }),
    ...(base.ambiguity === undefined || base.ambiguity === 'touch-only' ? {} : { policy: desk.rules.policy }),
    ...(desk.rules.name === undefined ? {} : { venue: desk.rules.name }),
    ...(desk.decidedBy === undefined ? {} : { decidedBy: desk.decidedBy }),
  };
  desk.drafts.push({ type: 'OrderFilled', data: { fill: said } });
  return said;
}
