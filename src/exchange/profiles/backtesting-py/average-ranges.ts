/** The average true range as the trailing strategy of backtesting.py has it: its first value is filled back from the future. */
import type { ProfileBar } from '../profile-bar.js';

/** Returns the mean of the last so many true ranges per bar; before there are as many, the first mean. */
export function averageRanges(bars: readonly ProfileBar[], span: number): readonly number[] {
  const trueRanges = bars.map(({ high, low }, index) => {
    if (index === 0) return 0;
    const before = bars[index - 1].close;
    return Math.max(high - low, Math.abs(before - high), Math.abs(before - low));
  });
  const means = bars.map((_, index) => {
    if (index < span) return Number.NaN;
    let sum = 0;
    for (let back = 0; back < span; back += 1) sum += trueRanges[index - back];
    return sum / span;
  });
  return means.map((mean) => (Number.isNaN(mean) ? (means[span] ?? Number.NaN) : mean));
}
