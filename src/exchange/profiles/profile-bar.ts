/**
 * What a compatibility profile is fed with: bars of plain floats, and wishes in words that both engines
 * share. Profiles stand apart from the venue: they know neither ticks nor lots nor the log.
 */
import { HivetapeError } from '../../core/errors.js';

export interface ProfileBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Needed by partial fills only. */
  readonly volume?: number;
  /** Stamp of the bar in epoch milliseconds; needed by figures and times in force only. */
  readonly time?: number;
}

/**
 * One order, told apart by its fields: none is market, `limit`, `stop`, both is stop-limit, `trail` or
 * `trailRatio` a trailing stop. `stopLoss` and `takeProfit` make a bracket.
 */
export interface ProfileOrder {
  /** Index of the bar on whose close it is sent; it is first tried on the next one. */
  readonly at: number;
  readonly side: 'buy' | 'sell';
  /** Units; in `backtesting.py` also a share of the free margin in (0, 1). */
  readonly size?: number;
  readonly limit?: number;
  readonly stop?: number;
  readonly trail?: number;
  readonly trailRatio?: number;
  readonly stopLoss?: number;
  readonly takeProfit?: number;
}

export interface ProfileFill {
  readonly kind: 'entry' | 'exit' | 'stop-loss' | 'take-profit';
  readonly bar: number;
  readonly price: number;
  /** Signed: negative for sales. */
  readonly size: number;
}

/** Throws `profile-refused` unless the rule holds. */
export function demandOfProfile(holds: boolean, rule: string, values: Readonly<Record<string, unknown>>): asserts holds {
  if (!holds) throw new HivetapeError('profile-refused', rule, { values: values as never });
}

/** Checks that bars are bars. Throws `profile-refused`. */
export function checkProfileBars(bars: readonly ProfileBar[]): void {
  for (let index = 0; index < bars.length; index += 1) {
    const { open, high, low, close } = bars[index];
    const isBar = Number.isFinite(high - low) && low <= open && open <= high && low <= close && close <= high;
    demandOfProfile(isBar, `A bar's open and close lie between its low and its high (found otherwise at index ${index}).`, { index, open, high, low, close });
  }
}
