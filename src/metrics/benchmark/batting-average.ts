/** Batting average: how often the account beat its benchmark, also apart for rising and falling periods. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { defectOfPair, periodsWhere, type Paired } from './paired-sample.js';

const heads = {
  all: { id: 'batting-average', unit: 'fraction', convention: 'share of periods with r > b' },
  up: { id: 'batting-average-up', unit: 'fraction', convention: 'share of periods with r > b, where b > 0' },
  down: { id: 'batting-average-down', unit: 'fraction', convention: 'share of periods with r > b, where b < 0' },
} as const satisfies Record<string, FigureHead>;

/** Returns the share of all periods, or of those in which the benchmark moved that way, with r > b. */
export function battingAverage(pair: Paired, where: 'all' | 'up' | 'down' = 'all'): Figure {
  const { returns, benchmark } = where === 'all' ? pair : periodsWhere(pair, where);
  const defect = defectOfPair({ returns, benchmark }, 1);
  if (defect) return missing(heads[where], returns.length, defect);
  const better = returns.filter((value, index) => value > benchmark[index]).length;
  return figure(heads[where], returns.length, better / returns.length);
}
