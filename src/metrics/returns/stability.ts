/** Stability: how straight the path of cumulative log returns is. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { covariance, deviation } from '../numbers/deviation.js';
import { defectOf, type Returns } from './sample.js';

const head: FigureHead = { id: 'stability', unit: 'ratio', convention: 'R2 of cumulative log returns on time' };

/** Returns R² of the cumulative log returns against the number of the period, 0 to 1. */
export function stability(returns: Returns): Figure {
  const defect = defectOf(returns, 2);
  if (defect) return missing(head, returns.length, defect);
  let path = 0;
  const heights = returns.map((value) => (path += Math.log1p(value)));
  const times = returns.map((_, index) => index);
  const spread = deviation(heights) * deviation(times);
  if (spread === 0) return missing(head, returns.length, 'no-variance');
  const correlation = covariance(heights, times) / spread;
  return figure(head, returns.length, Math.min(1, correlation * correlation));
}
