/** Value at risk and what lies beyond it, per period and as returns: a loss is negative. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { deviation } from '../numbers/deviation.js';
import { normalQuantile } from '../numbers/normal-distribution.js';
import { ascending, percentile } from '../numbers/percentile.js';
import { defectOf, type Returns } from './sample.js';

export interface TailOptions {
  /** The share of periods that are worse; 0.05 if absent. */
  readonly cutoff?: number;
}

const USUAL = 0.05;

/** Returns the percentile at the cutoff, linear between returns. */
export function valueAtRiskHistorical(returns: Returns, { cutoff = USUAL }: TailOptions = {}): Figure {
  const head = headOf('var', cutoff, { suffix: '-historical', convention: 'linear percentile of returns' });
  const defect = defectOf(returns, 1);
  if (defect) return missing(head, returns.length, defect);
  return figure(head, returns.length, percentile(returns, cutoff));
}

/** Returns mean + z·σ at the cutoff, as if returns were normal. */
export function valueAtRiskGaussian(returns: Returns, { cutoff = USUAL }: TailOptions = {}): Figure {
  const head = headOf('var', cutoff, { suffix: '-gaussian', convention: 'mean+z*sd(ddof 1)' });
  const defect = defectOf(returns, 2);
  if (defect) return missing(head, returns.length, defect);
  return figure(head, returns.length, mean(returns) + normalQuantile(cutoff) * deviation(returns));
}

/** Returns the mean of the worst ⌊(n − 1)·cutoff⌋ + 1 returns. */
export function conditionalValueAtRisk(returns: Returns, { cutoff = USUAL }: TailOptions = {}): Figure {
  const head = headOf('cvar', cutoff, { suffix: '', convention: 'mean of the lowest floor((n-1)*c)+1 returns' });
  const defect = defectOf(returns, 1);
  if (defect) return missing(head, returns.length, defect);
  const worst = Math.floor((returns.length - 1) * cutoff) + 1;
  return figure(head, returns.length, mean(ascending(returns).slice(0, worst)));
}

/** The id names the level as risk managers do: a cutoff of 0.05 is "95". */
function headOf(name: string, cutoff: number, { suffix, convention }: { suffix: string; convention: string }): FigureHead {
  return { id: `${name}-${Number(((1 - cutoff) * 100).toFixed(4))}${suffix}`, unit: 'fraction', convention };
}
