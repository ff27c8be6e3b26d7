/**
 * A stop sleeps until price touches it, then it is a market order: at its level inside the bar, at the
 * open if the market opened beyond it, and at the next open if it was touched but not filled before.
 */
import type { BarTicks } from './bar-ticks.js';
import type { BaseFill, Want } from './base-fill.js';

export function fillStop(want: Want, bar: BarTicks): BaseFill | undefined {
  if (want.isTriggered) return { ticks: bar.open, basis: 'open', label: 'exact', liquidity: 'taker' };
  if (!isStopTouched(want, bar)) return undefined;

  const gapped = want.side === 'buy' ? bar.open >= want.levelTicks : bar.open <= want.levelTicks;
  if (gapped) return { ticks: bar.open, basis: 'open', label: 'open-gap', liquidity: 'taker' };
  return { ticks: want.levelTicks, basis: 'level', label: 'exact', liquidity: 'taker' };
}

export function isStopTouched({ side, levelTicks }: Pick<Want, 'side' | 'levelTicks'>, bar: BarTicks): boolean {
  return side === 'buy' ? bar.high >= levelTicks : bar.low <= levelTicks;
}
