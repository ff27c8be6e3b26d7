/**
 * The least risk that can be had without shorts: shares of 0 or more that add up to 1 and make the variance of the whole as small
 * as it can be. Solved by moving weight from the part that adds most risk to the one that adds least, until there is none to move
 * (Platt's sequential minimal optimisation, 1998, for this simpler problem).
 */
import { assert } from '../core/assert.js';
import type { Covariance } from './equal-risk.js';

const MOVES_MAX = 100_000;
/** Differences of marginal risk below this share of the largest variance are none. */
const CLOSE_ENOUGH = 1e-12;

/** Returns the shares, in the order of the matrix. What does not move at all takes no part. `undefined` where nothing moves. */
export function minimumVarianceShares(covariance: Covariance): readonly number[] | undefined {
  const size = covariance.length;
  assert(covariance.every((row) => row.length === size), 'A covariance is square', { size });
  const taking = covariance.flatMap((row, place) => (row[place] > 0 ? [place] : []));
  if (taking.length === 0) return undefined;
  const part = taking.map((row) => taking.map((column) => covariance[row][column]));
  const shares = covariance.map(() => 0);
  leastRisk(part).forEach((share, index) => (shares[taking[index]] = share));
  return shares;
}

function leastRisk(covariance: Covariance): readonly number[] {
  const size = covariance.length;
  const shares = covariance.map(() => 1 / size);
  const marginal = covariance.map((row) => row.reduce((sum, value) => sum + value / size, 0));
  const tolerance = CLOSE_ENOUGH * Math.max(...covariance.map((row, place) => row[place]));
  for (let move = 0; move < MOVES_MAX; move += 1) {
    const [to, from] = endsOf(marginal, shares);
    const gain = marginal[from] - marginal[to];
    if (gain <= tolerance) break;
    const curvature = covariance[to][to] + covariance[from][from] - 2 * covariance[to][from];
    const step = curvature > 0 ? Math.min(shares[from], gain / curvature) : shares[from];
    shares[to] += step;
    shares[from] -= step;
    for (let row = 0; row < size; row += 1) marginal[row] += step * (covariance[row][to] - covariance[row][from]);
  }
  return shares;
}

/** Returns the places that add least, and most of those that hold anything. */
function endsOf(marginal: readonly number[], shares: readonly number[]): readonly [to: number, from: number] {
  let to = 0;
  let from = -1;
  for (let place = 0; place < marginal.length; place += 1) {
    if (marginal[place] < marginal[to]) to = place;
    if (shares[place] > 0 && (from < 0 || marginal[place] > marginal[from])) from = place;
  }
  return [to, from];
}
