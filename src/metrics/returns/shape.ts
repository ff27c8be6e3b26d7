/** The shape of a distribution of returns: skewness and kurtosis, adjusted for display and biased for formulas. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { momentsOf, type Moments } from '../numbers/moments.js';
import { defectOf, type Returns } from './sample.js';

const heads = {
  skew: { id: 'skew', unit: 'ratio', convention: 'adjusted (sample)' },
  skewBiased: { id: 'skew-biased', unit: 'ratio', convention: 'biased (population)' },
  kurtosisExcess: { id: 'kurtosis-excess', unit: 'ratio', convention: 'adjusted (sample), excess over 3' },
  kurtosisRaw: { id: 'kurtosis-raw', unit: 'ratio', convention: 'biased (population), normal = 3' },
} as const satisfies Record<string, FigureHead>;

/** Returns the adjusted Fisher-Pearson skewness; three returns or more. */
export function skew(returns: Returns): Figure {
  return shaped(heads.skew, returns, 3, ({ skew: biased }, n) => (biased * Math.sqrt(n * (n - 1))) / (n - 2));
}

/** Returns the biased skewness, the γ3 of section 7. */
export function skewBiased(returns: Returns): Figure {
  return shaped(heads.skewBiased, returns, 2, (moments) => moments.skew);
}

/** Returns the adjusted excess kurtosis; four returns or more. */
export function kurtosisExcess(returns: Returns): Figure {
  return shaped(heads.kurtosisExcess, returns, 4, ({ kurtosis }, n) => ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (kurtosis - 3) + 6));
}

/** Returns the biased raw kurtosis, the γ4 of section 7: a normal sample has 3. */
export function kurtosisRaw(returns: Returns): Figure {
  return shaped(heads.kurtosisRaw, returns, 2, (moments) => moments.kurtosis);
}

function shaped(head: FigureHead, returns: Returns, fewest: number, read: (moments: Moments, n: number) => number): Figure {
  const defect = defectOf(returns, fewest);
  if (defect) return missing(head, returns.length, defect);
  const moments = momentsOf(returns);
  return moments ? figure(head, returns.length, read(moments, returns.length)) : missing(head, returns.length, 'no-variance');
}
