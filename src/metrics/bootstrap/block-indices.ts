/**
 * Which rows a resample takes: whole blocks of neighbours, so that what hangs together in time stays
 * together. Both schemes wrap around the end. Sources: Politis and Romano (1992), the circular block
 * bootstrap, and (1994), the stationary bootstrap.
 */
import { assert } from '../../core/assert.js';
import type { RandomStream } from '../../core/random.js';

/** `circular`: blocks of one length. `stationary`: of random length, geometric with this mean, so that resamples are stationary. */
export const blockSchemes = ['circular', 'stationary'] as const;
export type BlockScheme = (typeof blockSchemes)[number];

export interface BlockDraw {
  readonly rows: number;
  /** Length of a block, or its mean; 1 or more. */
  readonly blockRows: number;
  readonly scheme: BlockScheme;
}

/** Writes the rows of one resample into `into`, which has as many places as there are rows. */
export function drawBlocks({ rows, blockRows, scheme }: BlockDraw, random: RandomStream, into: Uint32Array): void {
  assert(rows > 0 && into.length === rows, 'A resample has as many rows as the sample, and at least one', { rows, places: into.length });
  assert(Number.isInteger(blockRows) && blockRows >= 1, 'A block has a whole number of rows, 1 or more', { blockRows });
  let row = 0;
  let left = 0;
  for (let place = 0; place < rows; place += 1) {
    const isNew = left === 0 || (scheme === 'stationary' && random.below(blockRows) === 0);
    row = isNew ? random.below(rows) : (row + 1) % rows;
    if (isNew) left = scheme === 'stationary' ? Number.POSITIVE_INFINITY : blockRows;
    left -= 1;
    into[place] = row;
  }
}

/** Returns the usual length of a block, ⌈n^(1/3)⌉: it grows with the sample and slower than it. Source: Künsch (1989). */
export function usualBlockRows(rows: number): number {
  return Math.max(1, Math.ceil(Math.cbrt(rows) - 1e-9));
}
