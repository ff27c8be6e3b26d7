/** How two series of returns hang together, over the latest pairs of both: sums that follow, and no new pass. */
import { assert } from '../core/assert.js';

/** Plain data, changed in place. */
export interface RollingCorrelation {
  readonly size: number;
  readonly left: number[];
  readonly right: number[];
  /** Of left, right, their squares and their product. */
  readonly sums: number[];
  sinceAnew: number;
}

/** Below this share of its square sum a spread is dust of the arithmetic. */
const DUST = 1e-12;

export function startRollingCorrelation(size: number): RollingCorrelation {
  assert(Number.isInteger(size) && size >= 2, 'A correlation keeps two pairs or more', { size });
  return { size, left: [], right: [], sums: [0, 0, 0, 0, 0], sinceAnew: 0 };
}

export function stepRollingCorrelation(pairs: RollingCorrelation, left: number, right: number): void {
  pairs.left.push(left);
  pairs.right.push(right);
  add(pairs.sums, { left, right, sign: 1 });
  if (pairs.left.length > pairs.size) add(pairs.sums, { left: pairs.left.shift() ?? 0, right: pairs.right.shift() ?? 0, sign: -1 });
  pairs.sinceAnew += 1;
  if (pairs.sinceAnew < pairs.size) return;
  pairs.sinceAnew = 0;
  pairs.sums.fill(0);
  pairs.left.forEach((value, index) => add(pairs.sums, { left: value, right: pairs.right[index], sign: 1 }));
}

/** Returns Pearson's correlation, −1 to 1; `undefined` before so many pairs are known, and where one does not vary. */
export function correlationOfPairs({ left, sums }: RollingCorrelation, pairsMin: number): number | undefined {
  const n = left.length;
  if (n < Math.max(2, pairsMin)) return undefined;
  const [sumLeft, sumRight, squaresLeft, squaresRight, products] = sums;
  const spreadLeft = squaresLeft - (sumLeft * sumLeft) / n;
  const spreadRight = squaresRight - (sumRight * sumRight) / n;
  if (spreadLeft <= DUST * squaresLeft || spreadRight <= DUST * squaresRight) return undefined;
  return Math.max(-1, Math.min(1, (products - (sumLeft * sumRight) / n) / Math.sqrt(spreadLeft * spreadRight)));
}

function add(sums: number[], { left, right, sign }: { readonly left: number; readonly right: number; readonly sign: 1 | -1 }): void {
  sums[0] += sign * left;
  sums[1] += sign * right;
  sums[2] += sign * left * left;
  sums[3] += sign * right * right;
  sums[4] += sign * left * right;
}
