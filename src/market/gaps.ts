/** Where bars are missing, one by one: for reports that name them. Quality notes only count. */
import type { Instant } from '../core/instant.js';
import type { BarTable } from './bar-table.js';

export interface Gap {
  /** Close of the bar before. */
  readonly from: Instant;
  /** Opening of the bar after. */
  readonly to: Instant;
  /** How many bars of the usual length fit in. */
  readonly bars: number;
}

/** Returns the gaps of a market that never closes, in order of time. */
export function gapsOf(table: BarTable): readonly Gap[] {
  const gaps: Gap[] = [];
  for (let row = 1; row < table.length; row += 1) {
    const [from, to] = [table.closedAt[row - 1], table.openedAt[row]];
    const step = table.closedAt[row] - table.openedAt[row];
    const bars = Math.round((to - from) / step);
    if (bars > 0) gaps.push({ from, to, bars });
  }
  return gaps;
}
