/**
 * Combinatorially symmetric cross-validation: cut the record into S blocks, choose the best trial on
 * every half of them, and see how it ranks on the other half. Only sums and squares of each block are
 * kept, so 12,870 splits of a thousand trials are a matter of a second.
 * Source: Bailey, Borwein, López de Prado and Zhu (2015), "The Probability of Backtest Overfitting".
 */
import { assert } from '../../core/assert.js';
import { mean } from '../numbers/compensated-sum.js';

export interface CrossValidationInput {
  /** One series of returns per trial, all of one length, in order of time. */
  readonly returns: readonly ArrayLike<number>[];
  /** S, an even number; the leading rows that do not fill a block are dropped. */
  readonly blocks: number;
  /** What a trial is judged by; `sharpe` is per period, and 0 for returns that do not vary. */
  readonly measure?: 'sharpe' | 'sum';
  /** Per period; 0 if absent. */
  readonly riskFree?: number;
}

/** Columns of one length, one row per split, in lexicographic order of the blocks chosen. */
export interface Splits {
  /** The trial that is best in sample; the first of equals. */
  readonly best: readonly number[];
  /** Its rank out of sample, 1 is worst; the average among equals. */
  readonly rank: readonly number[];
  /** ln(ω ÷ (1 − ω)), ω = rank ÷ (N + 1): above 0 it beats the median out of sample. */
  readonly logit: readonly number[];
  readonly inSample: readonly number[];
  readonly outOfSample: readonly number[];
}

const NOISE = 1e-12;

/** Returns what every split of the blocks gives; S over S/2 rows. */
export function crossValidate({ returns, blocks, measure = 'sharpe', riskFree = 0 }: CrossValidationInput): Splits {
  assert(blocks >= 2 && blocks % 2 === 0, 'Blocks are an even number, 2 or more', { blocks });
  assert(returns.length >= 2, 'There is a choice between two trials or more', { trials: returns.length });
  const periods = returns[0].length;
  assert(returns.every(({ length }) => length === periods), 'All trials have one length', { periods });
  assert(periods >= blocks, 'A block has a period or more', { periods, blocks });
  const size = Math.floor(periods / blocks);
  const sums = blockSums(returns, { blocks, size, riskFree });
  const judging = { count: (size * blocks) / 2, measure };
  const chosen = [...halves(blocks)];
  const rows = chosen.map((): Split => nothing);
  const inside = new Float64Array(returns.length);
  const outside = new Float64Array(returns.length);
  // What one split has inside, its complement has outside; in this order that is the one as far from the end.
  for (let index = 0; index < chosen.length / 2; index += 1) {
    const mirror = chosen.length - 1 - index;
    judge(inside, sums, { ...judging, places: chosen[index] });
    judge(outside, sums, { ...judging, places: chosen[mirror] });
    rows[index] = splitOf(inside, outside);
    rows[mirror] = splitOf(outside, inside);
  }
  const column = (name: keyof Split): readonly number[] => rows.map((row) => row[name]);
  return { best: column('best'), rank: column('rank'), logit: column('logit'), inSample: column('inSample'), outOfSample: column('outOfSample') };
}

interface Split {
  readonly best: number;
  readonly rank: number;
  readonly logit: number;
  readonly inSample: number;
  readonly outOfSample: number;
}

const nothing: Split = { best: 0, rank: 0, logit: 0, inSample: 0, outOfSample: 0 };

function splitOf(inside: Float64Array, outside: Float64Array): Split {
  const best = firstLargest(inside);
  const rank = rankOf(outside, best);
  const share = rank / (inside.length + 1);
  return { best, rank, logit: Math.log(share / (1 - share)), inSample: inside[best], outOfSample: outside[best] };
}

/** Of all trials. */
interface BlockSums {
  /** The mean of each whole series, which the sums are taken around so that squares lose no digits. */
  readonly centers: Float64Array;
  /** By block, then by trial: a split reads a few rows from end to end. */
  readonly first: readonly Float64Array[];
  readonly second: readonly Float64Array[];
}

function blockSums(returns: readonly ArrayLike<number>[], { blocks, size, riskFree }: { blocks: number; size: number; riskFree: number }): BlockSums {
  const perBlock = (): Float64Array[] => Array.from({ length: blocks }, () => new Float64Array(returns.length));
  const sums = { centers: new Float64Array(returns.length), first: perBlock(), second: perBlock() };
  returns.forEach((series, trial) => {
    const values = Array.from(series).slice(series.length - blocks * size);
    const center = mean(values);
    sums.centers[trial] = center - riskFree;
    values.forEach((value, index) => {
      const block = Math.floor(index / size);
      const distance = value - center;
      sums.first[block][trial] += distance;
      sums.second[block][trial] += distance * distance;
    });
  });
  return sums;
}

interface Judging {
  readonly places: readonly number[];
  readonly count: number;
  readonly measure: 'sharpe' | 'sum';
}

/** Writes what each trial is worth on the blocks at these places. */
function judge(worth: Float64Array, { centers, first, second }: BlockSums, { places, count, measure }: Judging): void {
  const firsts = places.map((place) => first[place]);
  const seconds = places.map((place) => second[place]);
  for (let trial = 0; trial < worth.length; trial += 1) {
    let sum = 0;
    let squares = 0;
    for (let index = 0; index < firsts.length; index += 1) {
      sum += firsts[index][trial];
      squares += seconds[index][trial];
    }
    worth[trial] = measure === 'sum' ? sum + centers[trial] * count : sharpeOf({ average: centers[trial] + sum / count, sum, squares, count });
  }
}

function sharpeOf({ average, sum, squares, count }: { readonly average: number; readonly sum: number; readonly squares: number; readonly count: number }): number {
  const spread = count < 2 ? 0 : Math.sqrt(Math.max(0, squares - (sum * sum) / count) / (count - 1));
  return spread <= NOISE * Math.abs(average) ? 0 : average / spread;
}

/** Yields each choice of half the blocks, as their places, in lexicographic order. */
function* halves(blocks: number): Generator<readonly number[]> {
  const places = Array.from({ length: blocks / 2 }, (_, index) => index);
  for (;;) {
    yield [...places];
    let last = places.length - 1;
    while (last >= 0 && places[last] === blocks - places.length + last) last -= 1;
    if (last < 0) return;
    places[last] += 1;
    for (let next = last + 1; next < places.length; next += 1) places[next] = places[next - 1] + 1;
  }
}

function firstLargest(values: Float64Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) if (values[index] > values[best]) best = index;
  return best;
}

function rankOf(values: Float64Array, index: number): number {
  let below = 0;
  let equal = 0;
  for (const value of values) {
    if (value < values[index]) below += 1;
    else if (value === values[index]) equal += 1;
  }
  return below + (equal + 1) / 2;
}
