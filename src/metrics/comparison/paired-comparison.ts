/**
 * Two runs over the same periods, figure by figure, and how much of each difference may be chance: both
 * are resampled in the same blocks of neighbouring periods, so that what the market did to both cancels out.
 * Source: Politis and Romano (1992), the circular block bootstrap; pairs are kept together.
 */
import { assert } from '../../core/assert.js';
import type { RandomStream } from '../../core/random.js';
import { ascending, percentileOfSorted } from '../numbers/percentile.js';
import { rootOfYear } from '../numbers/compounding.js';
import type { Returns } from '../returns/sample.js';

export const comparedFigures = ['ann-return', 'ann-volatility', 'sharpe', 'total-return', 'max-drawdown'] as const;
export type ComparedFigure = (typeof comparedFigures)[number];

export interface PairedInput {
  /** Simple returns per period of both, in order of time, for the same periods. */
  readonly a: Returns;
  readonly b: Returns;
  readonly periodsPerYear: number;
  /** Per period. */
  readonly riskFree: number;
  readonly resamples: number;
  /** Probability that lies inside an interval, 0 to 1. */
  readonly confidence: number;
}

export interface PairedFigure {
  readonly id: ComparedFigure;
  /** `null` where a figure has no value: a Sharpe ratio of returns that do not vary. */
  readonly a: number | null;
  readonly b: number | null;
  /** b − a. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Share of resamples in which b is larger than a, ties counted half; 0 to 1. */
  readonly larger: number | null;
}

export interface PairedComparison {
  readonly periods: number;
  readonly blockPeriods: number;
  readonly figures: readonly PairedFigure[];
}

const FEWEST = 20;

/** Returns the comparison; `undefined` for fewer than 20 periods, missing returns or a ruined account, where a resample says nothing. */
export function comparePaired(input: PairedInput, random: RandomStream): PairedComparison | undefined {
  const { a, b, resamples, confidence } = input;
  assert(a.length === b.length, 'Paired returns have one length', { a: a.length, b: b.length });
  const isSound = (value: number): boolean => Number.isFinite(value) && value > -1;
  if (a.length < FEWEST || !a.every(isSound) || !b.every(isSound)) return undefined;
  const periods = a.length;
  // The usual rule of thumb for blocks: the cube root of the sample.
  const blockPeriods = Math.ceil(Math.cbrt(periods));
  const whole = Int32Array.from({ length: periods }, (_, period) => period);
  const [ownA, ownB] = [measure(a, whole, input), measure(b, whole, input)];
  const differences: number[][] = comparedFigures.map(() => []);
  const places = new Int32Array(periods);
  for (let resample = 0; resample < resamples; resample += 1) {
    drawBlocks(places, blockPeriods, random);
    const [drawnA, drawnB] = [measure(a, places, input), measure(b, places, input)];
    differences.forEach((column, index) => {
      const difference = drawnB[index] - drawnA[index];
      if (!Number.isNaN(difference)) column.push(difference);
    });
  }
  const figures = comparedFigures.map((id, index) => figureOf(id, { a: ownA[index], b: ownB[index], differences: differences[index], confidence }));
  return { periods, blockPeriods, figures };
}

/** Writes which period stands at each place: whole blocks from anywhere, round the end to the beginning. */
function drawBlocks(places: Int32Array, blockPeriods: number, random: RandomStream): void {
  const { length } = places;
  for (let from = 0; from < length; from += blockPeriods) {
    const start = random.below(length);
    for (let step = 0; step < blockPeriods && from + step < length; step += 1) places[from + step] = (start + step) % length;
  }
}

/** Returns the figures of the periods at these places, in the order of {@link comparedFigures}; NaN for none. */
function measure(returns: Returns, places: Int32Array, { periodsPerYear, riskFree }: PairedInput): readonly number[] {
  let sum = 0;
  let logs = 0;
  let peak = 0;
  let deepest = 0;
  for (const place of places) {
    sum += returns[place];
    logs += Math.log1p(returns[place]);
    if (logs > peak) peak = logs;
    else if (logs - peak < deepest) deepest = logs - peak;
  }
  const mean = sum / places.length;
  let squares = 0;
  for (const place of places) squares += (returns[place] - mean) * (returns[place] - mean);
  const deviation = Math.sqrt(squares / (places.length - 1));
  const sharpe = deviation <= 1e-12 * Math.abs(mean) ? Number.NaN : ((mean - riskFree) / deviation) * rootOfYear(periodsPerYear);
  return [mean * periodsPerYear, deviation * rootOfYear(periodsPerYear), sharpe, Math.expm1(logs), Math.expm1(deepest)];
}

interface Found {
  readonly a: number;
  readonly b: number;
  readonly differences: readonly number[];
  readonly confidence: number;
}

function figureOf(id: ComparedFigure, { a, b, differences, confidence }: Found): PairedFigure {
  const known = (value: number): number | null => (Number.isNaN(value) ? null : value + 0);
  const own = { id, a: known(a), b: known(b), difference: known(b - a) };
  if (Number.isNaN(b - a) || differences.length === 0) return { ...own, low: null, high: null, larger: null };
  const sorted = ascending(differences);
  const larger = differences.reduce((count, difference) => count + (difference > 0 ? 1 : difference === 0 ? 0.5 : 0), 0);
  return { ...own, low: percentileOfSorted(sorted, (1 - confidence) / 2), high: percentileOfSorted(sorted, (1 + confidence) / 2), larger: larger / differences.length };
}
