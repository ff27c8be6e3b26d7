/** Capture: how much of the benchmark's annual return the account made while the benchmark rose, fell, or either. */
import { missing, quotient, type Figure, type FigureHead } from '../figure.js';
import { geometricAnnualRate } from '../numbers/compounding.js';
import { defectOf, type Annual } from '../returns/sample.js';
import { defectOfPair, periodsWhere, type Paired } from './paired-sample.js';

const convention = 'ratio of annualised geometric returns';
const heads = {
  all: { id: 'capture', unit: 'ratio', convention },
  up: { id: 'capture-up', unit: 'ratio', convention: `${convention} where b > 0` },
  down: { id: 'capture-down', unit: 'ratio', convention: `${convention} where b < 0` },
} as const satisfies Record<string, FigureHead>;

/** Returns the ratio over all periods. */
export function capture(pair: Paired, annual: Annual): Figure {
  return captured(heads.all, pair, annual);
}

/** Returns the ratio over the periods in which the benchmark rose. */
export function captureUp(pair: Paired, annual: Annual): Figure {
  return captured(heads.up, periodsWhere(pair, 'up'), annual);
}

/** Returns the ratio over the periods in which the benchmark fell; below 1 is good. */
export function captureDown(pair: Paired, annual: Annual): Figure {
  return captured(heads.down, periodsWhere(pair, 'down'), annual);
}

function captured(head: FigureHead, pair: Paired, { periodsPerYear }: Annual): Figure {
  const n = pair.returns.length;
  const defect = defectOfPair(pair, 1) ?? (defectOf(pair.benchmark, 1) && 'not-applicable');
  if (defect) return missing(head, n, defect);
  const over = geometricAnnualRate(pair.returns, periodsPerYear);
  const under = geometricAnnualRate(pair.benchmark, periodsPerYear);
  return quotient(head, n, { over, under, ifZero: 'not-applicable' });
}
