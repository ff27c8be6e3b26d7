/**
 * The indicators of the package `technicalindicators`, behind our interface. Their state lives inside
 * the library's generators: it is no plain data, so it can neither be cloned nor stand in a decider's
 * state. Take them in pipelines, in notebooks and as a reference; take ours in everything that folds.
 * Not offered because wrong or slow there: RSI (rounded to two decimals, 100 when flat), ADX (NaN when
 * flat) and Bollinger bands (0.18 M bars per second). Ours are right and have the same definitions.
 */
import { ATR, CCI, EMA, MACD, Stochastic, WMA } from 'technicalindicators';
import { checkBars, checkFinite, checkRange, type BarsOptions, type Indicator, type PriceRange } from './indicator.js';
import type { MacdOptions, MacdValue } from './macd.js';
import type { StochasticOptions, StochasticValue } from './stochastic.js';

/** What an indicator of the library is to us: something that takes one input and may answer. */
export interface LibrarySource<Input> {
  nextValue(input: Input): unknown;
}

/** Holds an object of the library: never put it into the state of an agent. */
export interface LibraryState<Input, Value> {
  readonly source: LibrarySource<Input>;
  value: Value | undefined;
}

export type LibraryIndicator<Options, Input, Value> = Indicator<Options, LibraryState<Input, Value>, Input, Value>;

export interface LibraryAdapter<Options, Input, Value> {
  readonly name: string;
  readonly warmUpBars: (options: Options) => number;
  /** Returns a fresh object of the library; pass it `values: []` and `format: asItIs`. */
  readonly open: (options: Options) => LibrarySource<Input>;
  /** Asserts that the input is sound: the library is poisoned for good by one NaN. */
  readonly check: (input: Input) => void;
  /** Returns our reading of the library's answer, `undefined` while it is warming up. */
  readonly valueOf: (answer: unknown) => Value | undefined;
}

/** Returns an indicator of ours that is worked by one of the library's. */
export function libraryIndicator<Options, Input, Value>({
  name,
  warmUpBars,
  open,
  check,
  valueOf,
}: LibraryAdapter<Options, Input, Value>): LibraryIndicator<Options, Input, Value> {
  return {
    name,
    warmUpBars,
    start: (options) => ({ source: open(options), value: undefined }),
    step: (state, input) => {
      check(input);
      state.value = valueOf(state.source.nextValue(input));
      return state;
    },
    read: (state) => state.value,
  };
}

/** Keeps the library from rounding. */
export function asItIs(value: number): number {
  return value;
}

export const libraryEma: LibraryIndicator<BarsOptions, number, number> = libraryIndicator({
  name: 'library-ema',
  warmUpBars: ({ bars }) => bars,
  open: ({ bars }) => new EMA({ period: whole(bars), values: [], format: asItIs }) as LibrarySource<number>,
  check: checkFinite,
  valueOf: numberOf,
});

/** Weighted moving average, the newest value weighing most; the library's own, we have none. */
export const libraryWma: LibraryIndicator<BarsOptions, number, number> = libraryIndicator({
  name: 'library-wma',
  warmUpBars: ({ bars }) => bars,
  open: ({ bars }) => new WMA({ period: whole(bars), values: [], format: asItIs }) as LibrarySource<number>,
  check: checkFinite,
  valueOf: numberOf,
});

/**
 * The library begins its averages twice with a seed of exactly 0, and a MACD can be that: in such a case
 * (a tie of both averages on the very bar) its signal line differs from the definition, and from ours.
 */
export const libraryMacd: LibraryIndicator<MacdOptions, number, MacdValue> = libraryIndicator({
  name: 'library-macd',
  warmUpBars: ({ slowBars, signalBars }) => slowBars + signalBars - 1,
  open: ({ fastBars, slowBars, signalBars }) =>
    new MACD({
      fastPeriod: whole(fastBars),
      slowPeriod: whole(slowBars),
      signalPeriod: whole(signalBars),
      SimpleMAOscillator: false,
      SimpleMASignal: false,
      values: [],
      format: asItIs,
    }) as LibrarySource<number>,
  check: checkFinite,
  valueOf: macdOf,
});

export const libraryAtr: LibraryIndicator<BarsOptions, PriceRange, number> = libraryIndicator({
  name: 'library-atr',
  warmUpBars: ({ bars }) => bars + 1,
  open: ({ bars }) => new ATR({ ...noRanges(), period: whole(bars), format: asItIs }) as unknown as LibrarySource<PriceRange>,
  check: checkRange,
  valueOf: numberOf,
});

/** Commodity channel index; the library's own, we have none. */
export const libraryCci: LibraryIndicator<BarsOptions, PriceRange, number> = libraryIndicator({
  name: 'library-cci',
  warmUpBars: ({ bars }) => bars,
  open: ({ bars }) => new CCI({ ...noRanges(), period: whole(bars), format: asItIs }) as unknown as LibrarySource<PriceRange>,
  check: checkRange,
  valueOf: numberOf,
});

export const libraryStochastic: LibraryIndicator<StochasticOptions, PriceRange, StochasticValue> = libraryIndicator({
  name: 'library-stochastic',
  warmUpBars: ({ bars, signalBars }) => bars + signalBars - 1,
  open: ({ bars, signalBars }) =>
    new Stochastic({
      ...noRanges(),
      period: whole(bars),
      signalPeriod: whole(signalBars),
      format: asItIs,
    }) as unknown as LibrarySource<PriceRange>,
  check: checkRange,
  valueOf: stochasticOf,
});

function whole(bars: number): number {
  checkBars('an indicator of the library', bars);
  return bars;
}

function noRanges(): { high: number[]; low: number[]; close: number[] } {
  return { high: [], low: [], close: [] };
}

function numberOf(answer: unknown): number | undefined {
  return typeof answer === 'number' && Number.isFinite(answer) ? answer : undefined;
}

function macdOf(answer: unknown): MacdValue | undefined {
  const { MACD: macd, histogram } = (answer ?? {}) as { MACD?: number; histogram?: number };
  if (macd === undefined || histogram === undefined) return undefined;
  // The library leaves a signal of exactly 0 out, but never the histogram.
  return { macd, signal: macd - histogram, histogram };
}

function stochasticOf(answer: unknown): StochasticValue | undefined {
  const { k, d } = (answer ?? {}) as { k?: number; d?: number };
  return k === undefined || d === undefined ? undefined : { k, d };
}
