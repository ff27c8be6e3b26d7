/**
 * Highest high and lowest low of the last n bars in O(1) per bar, whatever n is: two queues that keep
 * only the bars that can still become the extreme (their values only fall, or only rise).
 * Source: D. Lemire, "Streaming maximum-minimum filter using no more than three comparisons per element" (2006).
 */
import { checkBars, checkRange, type BarsOptions, type Indicator, type PriceRange } from './indicator.js';

/** A queue in a plain ring: `values[first]` is the extreme, `seen` says at which bar each value came. */
export interface ExtremeQueue {
  readonly values: number[];
  readonly seen: number[];
  first: number;
  length: number;
}

export interface HighestLowestState {
  readonly bars: number;
  /** How many bars came so far. */
  count: number;
  readonly highs: ExtremeQueue;
  /** Holds the lows with their sign turned, so that one queue serves both. */
  readonly lows: ExtremeQueue;
}

export interface HighestLowestValue {
  readonly highest: number;
  readonly lowest: number;
}

export function startHighestLowest({ bars }: BarsOptions): HighestLowestState {
  checkBars('highest and lowest', bars);
  return { bars, count: 0, highs: startQueue(bars), lows: startQueue(bars) };
}

export function stepHighestLowest(state: HighestLowestState, bar: PriceRange): HighestLowestState {
  checkRange(bar);
  const { bars, count } = state;
  pushExtreme(state.highs, bar.high, count, bars);
  // 0 − x instead of −x: a low of 0 must not become −0, which no snapshot can hold.
  pushExtreme(state.lows, 0 - bar.low, count, bars);
  state.count = count + 1;
  return state;
}

/** Returns both extremes of the last `bars` bars, `undefined` before there are as many. */
export function readHighestLowest(state: HighestLowestState): HighestLowestValue | undefined {
  if (state.count < state.bars) return undefined;
  return { highest: extremeOf(state.highs), lowest: 0 - extremeOf(state.lows) };
}

export const highestLowest: Indicator<BarsOptions, HighestLowestState, PriceRange, HighestLowestValue> = {
  name: 'highest-lowest',
  warmUpBars: ({ bars }) => bars,
  start: startHighestLowest,
  step: stepHighestLowest,
  read: readHighestLowest,
};

function startQueue(size: number): ExtremeQueue {
  return { values: new Array<number>(size).fill(0), seen: new Array<number>(size).fill(0), first: 0, length: 0 };
}

function extremeOf(queue: ExtremeQueue): number {
  return queue.values[queue.first];
}

function pushExtreme(queue: ExtremeQueue, value: number, now: number, bars: number): void {
  const { values, seen } = queue;
  const size = values.length;
  if (queue.length > 0 && seen[queue.first] <= now - bars) {
    queue.first = queue.first + 1 === size ? 0 : queue.first + 1;
    queue.length -= 1;
  }
  let end = (queue.first + queue.length) % size;
  while (queue.length > 0) {
    const newest = end === 0 ? size - 1 : end - 1;
    if (values[newest] > value) break;
    end = newest;
    queue.length -= 1;
  }
  values[end] = value;
  seen[end] = now;
  queue.length += 1;
}
