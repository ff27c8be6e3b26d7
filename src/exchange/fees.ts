/**
 * Fees: one integer per fill, in micros of the instrument's currency. What an order pays at least and at
 * most holds for all of its fills together, so it is settled as it goes: a fill pays what the order
 * owes by now, less what it has paid.
 */
import { HivetapeError } from '../core/errors.js';
import { microsOf, mulDiv, unitsOf, type Lots, type Micros } from '../core/fixed-point.js';
import type { Instrument } from '../domain/instrument.js';
import type { FeeFunction, FeeSchedule } from './venue-rules.js';

/** What an order has run up in fees so far. */
export interface FeeTally {
  readonly fills: number;
  /** Before least and most. */
  readonly owedMicros: Micros;
  readonly paidMicros: Micros;
}

export const noFees: FeeTally = Object.freeze({ fills: 0, owedMicros: 0, paidMicros: 0 });

export interface FeeQuestion {
  readonly instrument: Instrument;
  readonly lots: Lots;
  /** |price × quantity|. */
  readonly notionalMicros: Micros;
  readonly liquidity: 'maker' | 'taker';
}

/** Rates are resolved to a hundred-thousandth of a basis point. */
const PARTS_PER_BPS = 100_000;
const PARTS = 1_000_000_000;
/** No single fill costs more, in units. */
const FEE_MAX = 1_000_000_000;

/** Returns the tally after one more fill; the fill's fee is the growth of `paidMicros`. Throws `fee-code-refused`. */
export function addFee(fees: FeeSchedule, tally: FeeTally, question: FeeQuestion): FeeTally {
  const { instrument, lots, notionalMicros, liquidity } = question;
  const bps = liquidity === 'maker' ? (fees.makerBps ?? fees.bps) : fees.bps;
  const share = bps === 0 ? 0 : mulDiv(notionalMicros, Math.round(bps * PARTS_PER_BPS), PARTS);
  const units = fees.perUnit === 0 ? 0 : mulDiv(microsOf(fees.perUnit), lots, instrument.lotsPerUnit);
  const fixed = microsOf(fees.perFill) + (tally.fills === 0 ? microsOf(fees.perOrder) : 0);
  const own = fees.charge === undefined ? 0 : ownCharge(fees.charge, tally, question);
  const owedMicros = tally.owedMicros + share + units + fixed + own;
  return { fills: tally.fills + 1, owedMicros, paidMicros: clamp(owedMicros, fees) };
}

/** Asks the user's own function. What it says is checked, for it is money. */
function ownCharge(charge: FeeFunction, { fills }: FeeTally, { instrument, lots, notionalMicros, liquidity }: FeeQuestion): Micros {
  const quantity = lots / instrument.lotsPerUnit;
  const notional = unitsOf(notionalMicros);
  const price = quantity === 0 ? 0 : notional / (quantity * instrument.multiplier);
  const fee: unknown = charge({ instrument: instrument.id, quantity, price, notional, liquidity, fillsBefore: fills });
  if (typeof fee === 'number' && Math.abs(fee) < FEE_MAX) return microsOf(fee);
  throw new HivetapeError('fee-code-refused', `A fee of your own is a number of units of currency, below ${FEE_MAX} (found ${String(fee)}).`, {
    help: 'For example `export const fee = ({ notional }) => Math.max(1, 0.0005 * notional);`',
    values: { instrument: instrument.id, quantity, price },
  });
}

function clamp(owed: Micros, { orderMin, orderMax }: FeeSchedule): Micros {
  const least = orderMin === undefined ? owed : Math.max(owed, microsOf(orderMin));
  return orderMax === undefined ? least : Math.min(least, microsOf(orderMax));
}
