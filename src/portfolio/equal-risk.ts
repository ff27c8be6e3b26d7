/**
 * Equal risk contribution: the shares of a portfolio of which each part carries as much of the risk as any
 * other, correlations counted. Source: Maillard, Roncalli and Teïletche (2010), "The properties of equally
 * weighted risk contribution portfolios"; solved coordinate by coordinate, as Griveau-Billion, Richard and
 * Roncalli (2013) do.
 */
import { assert } from '../core/assert.js';

export type Covariance = readonly (readonly number[])[];

const SWEEPS_MAX = 1_000;
const CLOSE_ENOUGH = 1e-14;

/**
 * Returns shares above 0 that add up to 1, in the order of the matrix. What does not move at all takes no part:
 * its share is 0. `undefined` where there is no such portfolio: nothing moves, or the matrix is no covariance.
 */
export function equalRiskShares(covariance: Covariance): readonly number[] | undefined {
  const size = covariance.length;
  assert(covariance.every((row) => row.length === size), 'A covariance is square', { size });
  const taking = covariance.flatMap((row, place) => (row[place] > 0 ? [place] : []));
  if (taking.length === 0) return undefined;
  const part = taking.map((row) => taking.map((column) => covariance[row][column]));
  const raw = balance(part);
  if (raw === undefined) return undefined;
  const sum = raw.reduce((total, one) => total + one, 0);
  const shares = covariance.map(() => 0);
  taking.forEach((place, index) => (shares[place] = raw[index] / sum));
  return shares;
}

/** Returns what each part adds to the deviation of the whole; they add up to it. */
export function riskContributions(covariance: Covariance, shares: readonly number[]): readonly number[] {
  const marginal = covariance.map((row) => row.reduce((sum, value, column) => sum + value * shares[column], 0));
  const variance = marginal.reduce((sum, value, row) => sum + value * shares[row], 0);
  const deviation = Math.sqrt(Math.max(0, variance));
  return marginal.map((value, row) => (deviation > 0 ? (shares[row] * value) / deviation : 0));
}

/** Minimises ½ x′Σx − Σ ln x; each coordinate is the positive root of its own quadratic. */
function balance(covariance: Covariance): readonly number[] | undefined {
  const shares = covariance.map((row, place) => 1 / Math.sqrt(row[place]));
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep += 1) {
    let moved = 0;
    for (let place = 0; place < shares.length; place += 1) {
      const row = covariance[place];
      const others = timesOthers(row, shares, place);
      // Of the two ways to write the root, the one that subtracts nothing from its like.
      const root = Math.sqrt(others * others + 4 * row[place]);
      const next = others > 0 ? 2 / (others + root) : (root - others) / (2 * row[place]);
      moved = Math.max(moved, Math.abs(next / shares[place] - 1));
      shares[place] = next;
    }
    if (!(moved < Infinity)) return undefined;
    if (moved < CLOSE_ENOUGH) return shares;
  }
  return isBalanced(covariance, shares) ? shares : undefined;
}

function timesOthers(row: readonly number[], shares: readonly number[], own: number): number {
  let sum = 0;
  for (let column = 0; column < row.length; column += 1) if (column !== own) sum += row[column] * shares[column];
  return sum;
}

/** A matrix that is no covariance has no balance, and the steps run away. */
function isBalanced(covariance: Covariance, shares: readonly number[]): boolean {
  const parts = riskContributions(covariance, shares);
  const mean = parts.reduce((sum, one) => sum + one, 0) / parts.length;
  return mean > 0 && parts.every((one) => Math.abs(one / mean - 1) < 1e-6);
}
