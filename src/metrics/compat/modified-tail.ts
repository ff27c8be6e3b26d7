/**
 * Tails of a distribution that is nearly normal: value at risk by Cornish and Fisher, and the mean beyond it by
 * Edgeworth's expansion. Source: Boudt, Peterson and Croux (2008), "Estimation and decomposition of downside
 * risk for portfolios with non-normal returns".
 */
import { normalCdf, normalDensity } from '../numbers/normal-distribution.js';

export interface TailShape {
  readonly mean: number;
  /** Of the population. */
  readonly deviation: number;
  readonly skew: number;
  /** Kurtosis over that of a normal sample. */
  readonly excess: number;
}

const TAIL = 0.05;

/** Returns the return that is fallen short of in one period of twenty, given z = Φ⁻¹(0.05). */
export function modifiedVaR({ mean, deviation, ...shape }: TailShape, z: number): number {
  return mean + quantileOf(shape, z) * deviation;
}

/** Returns the mean return beyond it; never above it. */
export function modifiedShortfall({ mean, deviation, skew, excess }: TailShape, z: number): number {
  const h = quantileOf({ skew, excess }, z);
  if (!Number.isFinite(h)) return Number.NaN;
  const density = normalDensity(h);
  const mass =
    density +
    (excess / 24) * (partialMoment(4, h) - 6 * partialMoment(2, h) + 3 * density) +
    (skew / 6) * (partialMoment(3, h) - 3 * partialMoment(1, h)) +
    ((skew * skew) / 72) * (partialMoment(6, h) - 15 * partialMoment(4, h) + 45 * partialMoment(2, h) - 15 * density);
  return mean + deviation * Math.min(-mass / TAIL, h);
}

function quantileOf({ skew, excess }: Pick<TailShape, 'skew' | 'excess'>, z: number): number {
  const square = z * z;
  return z + ((square - 1) * skew) / 6 + ((square - 3) * z * excess) / 24 - ((2 * square - 5) * z * skew * skew) / 36;
}

/** Returns the moments of the tail that the expansion asks for: even ones from φ(h), odd ones from φ(h) and Φ(h). */
function partialMoment(power: number, h: number): number {
  const isEven = power % 2 === 0;
  const steps = isEven ? power / 2 : (power - 1) / 2;
  const whole = productTo(steps, isEven);
  let total = isEven ? whole * normalDensity(h) : -whole * normalCdf(h);
  for (let step = isEven ? 1 : 0; step <= steps; step += 1) {
    let raised = isEven ? 1 : h;
    for (let times = 0; times < step; times += 1) raised *= h * h;
    total += (whole / productTo(step, isEven)) * raised * normalDensity(h);
  }
  return total;
}

/** 2·4·6·… or 1·3·5·…, up to so many factors (of the odd, one more). */
function productTo(steps: number, isEven: boolean): number {
  let product = 1;
  for (let step = isEven ? 1 : 0; step <= steps; step += 1) product *= isEven ? 2 * step : 2 * step + 1;
  return product;
}
