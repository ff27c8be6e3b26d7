/**
 * What every streaming indicator is: a start, a step and a reading. The state is plain data (numbers,
 * arrays, plain objects), so it can stand in an agent's state, in a snapshot and in JSON. A step may
 * change the state in place and returns it; whoever needs the old one clones it first.
 */
import { assert } from '../core/assert.js';

export interface Indicator<Options, State, Input, Value> {
  readonly name: string;
  /** Returns how many inputs it takes until a reading is defined: the reading after that many is the first. */
  readonly warmUpBars: (options: Options) => number;
  readonly start: (options: Options) => State;
  readonly step: (state: State, input: Input) => State;
  /** Returns the present reading, `undefined` during the warm-up. */
  readonly read: (state: State) => Value | undefined;
}

export interface BarsOptions {
  /** How many bars it looks back, a whole number, 1 or more. */
  readonly bars: number;
}

/** The prices of a bar that indicators of range look at; every `Bar` has them. */
export interface PriceRange {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Asserts that a period is a whole number of bars, `min` or more. */
export function checkBars(name: string, bars: number, min = 1): void {
  assert(Number.isSafeInteger(bars) && bars >= min, `The period of ${name} is a whole number of bars, ${min} or more`, { bars });
}

/** Asserts that an input is a finite number: one NaN would poison a running state for good. */
export function checkFinite(value: number): void {
  if (!Number.isFinite(value)) assert(false, 'An indicator is fed finite numbers', { value });
}

/** Asserts that the prices are finite and the low is not above the high. */
export function checkRange({ high, low, close }: PriceRange): void {
  if (!(low <= high && high - low < Infinity && Number.isFinite(close))) {
    assert(false, 'The prices of a bar are finite, its low at most its high', { low, close, high });
  }
}
