/** What happens to prices while a market is closed, and what is usual of it. */
import type { BarTable } from '../bar-table.js';

export interface Night {
  /** The first bar after it. */
  readonly row: number;
  /** Logarithm of its opening over the close before. */
  readonly move: number;
}

/** Returns the nights between the bars: pauses of at least so long. Of daily bars without a pause, every day is followed by one. */
export function logOfNights({ openedAt, closedAt, open, close, length }: BarTable, pauseUs: number): readonly Night[] {
  const nights: Night[] = [];
  for (let row = 1; row < length; row += 1) {
    const isNight = openedAt[row] - closedAt[row - 1] >= pauseUs || closedAt[row] - closedAt[row - 1] >= 5 * pauseUs;
    if (isNight && open[row] > 0 && close[row - 1] > 0) nights.push({ row, move: Math.log(open[row] / close[row - 1]) });
  }
  return nights;
}

/** Returns the upper median; 0 for nothing. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[sorted.length >>> 1];
}
