/** Moving average convergence and divergence: the gap of two EMAs, and the EMA of that gap. Source: G. Appel. */
import { assert } from '../core/assert.js';
import { ema, readEma, startEma, stepEma, type EmaState } from './ema.js';
import type { Indicator } from './indicator.js';

export interface MacdOptions {
  readonly fastBars: number;
  readonly slowBars: number;
  readonly signalBars: number;
}

export interface MacdState {
  readonly fast: EmaState;
  readonly slow: EmaState;
  readonly signal: EmaState;
}

export interface MacdValue {
  /** Fast EMA − slow EMA. */
  readonly macd: number;
  /** EMA of `macd`. */
  readonly signal: number;
  /** macd − signal. */
  readonly histogram: number;
}

export function startMacd({ fastBars, slowBars, signalBars }: MacdOptions): MacdState {
  assert(fastBars < slowBars, 'The fast average is the shorter one', { fastBars, slowBars });
  return { fast: startEma({ bars: fastBars }), slow: startEma({ bars: slowBars }), signal: startEma({ bars: signalBars }) };
}

export function stepMacd(state: MacdState, value: number): MacdState {
  const fast = readEma(stepEma(state.fast, value));
  const slow = readEma(stepEma(state.slow, value));
  if (fast !== undefined && slow !== undefined) stepEma(state.signal, fast - slow);
  return state;
}

/** Returns the three lines, in units of price; `undefined` until the signal line has warmed up. */
export function readMacd(state: MacdState): MacdValue | undefined {
  const fast = readEma(state.fast);
  const slow = readEma(state.slow);
  const signal = readEma(state.signal);
  if (fast === undefined || slow === undefined || signal === undefined) return undefined;
  return { macd: fast - slow, signal, histogram: fast - slow - signal };
}

export const macd: Indicator<MacdOptions, MacdState, number, MacdValue> = {
  name: 'macd',
  warmUpBars: ({ slowBars, signalBars }) => ema.warmUpBars({ bars: slowBars }) + signalBars - 1,
  start: startMacd,
  step: stepMacd,
  read: readMacd,
};
