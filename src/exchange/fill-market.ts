/** A market order takes the open: the one price of a bar that is known to come first. */
import type { BarTicks } from './bar-ticks.js';
import type { BaseFill, Want } from './base-fill.js';

export function fillMarket(_want: Want, bar: BarTicks): BaseFill {
  return { ticks: bar.open, basis: 'open', label: 'exact', liquidity: 'taker' };
}

/** Returns what a market order gets that came too late for the open and may take the close. */
export function fillAtClose(bar: BarTicks): BaseFill {
  return { ticks: bar.close, basis: 'close', label: 'exact', liquidity: 'taker' };
}
