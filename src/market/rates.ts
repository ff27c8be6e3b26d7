/** Dated rates between two currencies from CSV: a date, and what one unit is worth from then on. */
import { RATE_PARTS, ratePartsOf } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import { readDatedCsv } from './dated-csv.js';
import { readDecimal } from './decimal.js';

export interface DatedRate {
  readonly at: Instant;
  /** In whole parts, so that everybody converts alike. */
  readonly rate: number;
}

export const RATE_MIN = 0.000001;
export const RATE_MAX = 1_000_000;

/** Returns a rate on the grid that rates are counted on. */
export function rateOnGrid(rate: number): number {
  return ratePartsOf(rate) / RATE_PARTS;
}

/** Returns the rates of a file with the columns date and rate, by date. Throws `dated-file-invalid` with every line that is wrong. */
export async function readRates(path: string): Promise<{ readonly rates: readonly DatedRate[]; readonly digest: string }> {
  const seen = new Set<Instant>();
  const { rows, digest } = await readDatedCsv<DatedRate>(path, {
    columns: ['rate'],
    example: '2024-01-02,1.0943',
    read({ at, cells }) {
      const rate = readDecimal(cells['rate'] ?? '', '.');
      if (typeof rate !== 'number') return rate.message;
      if (!(rate >= RATE_MIN && rate <= RATE_MAX)) return `A rate lies between ${RATE_MIN} and ${RATE_MAX} (found ${rate}); quote the pair the other way round.`;
      if (seen.has(at)) return 'A pair has one rate per instant (this is the second).';
      seen.add(at);
      return { at, rate: rateOnGrid(rate) };
    },
  });
  return { rates: [...rows].sort((a, b) => a.at - b.at), digest };
}
