/** Bars as a file, for gates that write their own data. */
import type { BarNumbers } from '../../src/market/bar-table.js';

/** Returns the bars as a CSV file whose times are whole microseconds. */
export function csvOf(bars: readonly BarNumbers[]): string {
  const rows = bars.map(({ openedAt, closedAt, open, high, low, close, volume }) => [openedAt, closedAt, open, high, low, close, volume].join(','));
  return ['openedAt,closedAt,open,high,low,close,volume', ...rows, ''].join('\n');
}
