/**
 * What one day may cost, of the returns the account has had: value at risk and the mean loss beyond it,
 * by history and as if returns were normal. At 95 %, as fractions of equity, losses above 0.
 */
import { deviationOfSample, meanOfSample, type RollingSample } from './rolling-sample.js';
import { quantile } from './value-at-risk.js';

export interface TailFigures {
  readonly varHistorical: number;
  readonly varGaussian: number;
  readonly cvarHistorical: number;
  readonly cvarGaussian: number;
}

const TAIL = 0.05;
/** Φ⁻¹(0.95). */
const QUANTILE_95 = 1.6448536269514722;
/** φ(Φ⁻¹(0.95)) ÷ 0.05: how many deviations beyond the mean the worst twentieth lies on average. */
const SHORTFALL_95 = 2.062712807507425;

/** Returns the figures, none below 0; `undefined` before so many returns are known. */
export function tailFigures(sample: RollingSample, returnsMin: number): TailFigures | undefined {
  const { sorted } = sample;
  if (sorted.length < Math.max(2, returnsMin)) return undefined;
  const mean = meanOfSample(sample);
  const deviation = deviationOfSample(sample);
  const worst = Math.floor((sorted.length - 1) * TAIL) + 1;
  let sum = 0;
  for (let place = 0; place < worst; place += 1) sum += sorted[place];
  return {
    varHistorical: lossOf(quantile(sorted, TAIL)),
    varGaussian: lossOf(mean - QUANTILE_95 * deviation),
    cvarHistorical: lossOf(sum / worst),
    cvarGaussian: lossOf(mean - SHORTFALL_95 * deviation),
  };
}

function lossOf(change: number): number {
  return Math.max(0, 0 - change);
}
