/** The deepest drawdown, and the mean of all of them. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { defectOfEquity, drawdownPath, type Equity } from './drawdown-path.js';
import { episodesOf } from './episodes.js';

const maxHead: FigureHead = { id: 'max-drawdown', unit: 'fraction', convention: 'equity/peak-1, start value included' };
const averageHead: FigureHead = { id: 'avg-drawdown', unit: 'fraction', convention: 'mean of episode maxima' };

/** Returns the least of equity ÷ peak − 1, from −1 to 0; 0 for a curve that never falls. */
export function maxDrawdown(equity: Equity): Figure {
  const defect = defectOfEquity(equity);
  if (defect) return missing(maxHead, periodsOf(equity), defect);
  return figure(maxHead, periodsOf(equity), drawdownPath(equity).reduce((least, value) => Math.min(least, value), 0));
}

/** Returns the mean depth of the episodes; `n` counts them. */
export function averageDrawdown(equity: Equity): Figure {
  const defect = defectOfEquity(equity);
  if (defect) return missing(averageHead, 0, defect);
  const depths = episodesOf(equity).map((episode) => episode.depth);
  return depths.length === 0 ? missing(averageHead, 0, 'no-drawdown') : figure(averageHead, depths.length, mean(depths));
}

/** Returns the number of returns in the curve. */
export function periodsOf(equity: Equity): number {
  return Math.max(0, equity.length - 1);
}
