/** The path that `ohlc-path` assumes: open, one extreme, the other, close, each stretch walked straight. */
import type { BarTicks } from './bar-ticks.js';
import type { Leg } from './gate.js';

export type PathFirst = 'nearer' | 'high' | 'low';

/** Returns the three legs. `nearer`: the extreme nearer to the open comes first; of two as near, the one the close turns away from. */
export function pathOf({ open, high, low, close }: BarTicks, first: PathFirst): readonly Leg[] {
  const toHigh = high - open;
  const toLow = open - low;
  const nearerIsHigh = toHigh === toLow ? close < open : toHigh < toLow;
  const isHighFirst = first === 'nearer' ? nearerIsHigh : first === 'high';
  const [near, far] = isHighFirst ? [high, low] : [low, high];
  return [{ from: open, to: near }, { from: near, to: far }, { from: far, to: close }];
}
