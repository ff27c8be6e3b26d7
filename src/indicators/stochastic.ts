/** Lane's stochastic oscillator: where the close stands between the lowest low and the highest high. */
import { checkBars, type Indicator, type PriceRange } from './indicator.js';
import { readHighestLowest, startHighestLowest, stepHighestLowest, type HighestLowestState } from './highest-lowest.js';
import { readSma, startSma, stepSma, type SmaState } from './sma.js';

export interface StochasticOptions {
  readonly bars: number;
  readonly signalBars: number;
}

export interface StochasticState {
  readonly extremes: HighestLowestState;
  readonly signal: SmaState;
  k: number;
}

export interface StochasticValue {
  /** 0 (at the lowest low) to 100 (at the highest high); 0 where there is no range. */
  readonly k: number;
  /** Simple average of the last `signalBars` k. */
  readonly d: number;
}

export function startStochastic({ bars, signalBars }: StochasticOptions): StochasticState {
  checkBars('a stochastic oscillator', bars);
  return { extremes: startHighestLowest({ bars }), signal: startSma({ bars: signalBars }), k: 0 };
}

export function stepStochastic(state: StochasticState, bar: PriceRange): StochasticState {
  const range = readHighestLowest(stepHighestLowest(state.extremes, bar));
  if (range === undefined) return state;
  const width = range.highest - range.lowest;
  state.k = width === 0 ? 0 : (100 * (bar.close - range.lowest)) / width;
  stepSma(state.signal, state.k);
  return state;
}

/** Returns both lines, `undefined` until the slower one has warmed up. */
export function readStochastic(state: StochasticState): StochasticValue | undefined {
  const d = readSma(state.signal);
  return d === undefined ? undefined : { k: state.k, d };
}

export const stochastic: Indicator<StochasticOptions, StochasticState, PriceRange, StochasticValue> = {
  name: 'stochastic',
  warmUpBars: ({ bars, signalBars }) => bars + signalBars - 1,
  start: startStochastic,
  step: stepStochastic,
  read: readStochastic,
};
