/** Prices as they are drawn: per unit of today, so that a split is no cliff. What stands in the log is raw, and stays so. */
import type { FillRow } from '../folds/books-fold.js';
import type { BarColumns } from '../folds/price-fold.js';

/** Returns the bars in prices per unit as it is after the last split; the bars themselves where there was none. */
export function perUnitOfToday(bars: BarColumns): BarColumns {
  const { splits } = bars;
  if (splits.length === 0) return bars;
  const scaled = (column: readonly number[]): number[] => column.map((price, index) => price * factorFrom(bars, (split) => split.index > index));
  return { ...bars, open: scaled(bars.open), high: scaled(bars.high), low: scaled(bars.low), close: scaled(bars.close) };
}

/** Returns the fills in the same prices. */
export function fillsOfToday(bars: BarColumns, fills: readonly FillRow[]): readonly FillRow[] {
  if (bars.splits.length === 0) return fills;
  return fills.map((fill) => ({ ...fill, price: fill.price * factorFrom(bars, (split) => split.offset > fill.offset) }));
}

function factorFrom({ splits }: BarColumns, isLater: (split: BarColumns['splits'][number]) => boolean): number {
  return splits.filter(isLater).reduce((factor, { into, per }) => (factor * per) / into, 1);
}
