/**
 * What became of a window of bars, in the bars that followed: the labels that a network learns to
 * foresee. All are scaled by the window's own volatility, so that calm and stormy years count alike.
 */
import { assert } from '../core/assert.js';
import type { PatternLabel } from '../domain/events/learning-events.js';
import { UNDEFINED_LABEL } from './data-set.js';

/** Prices before and after a decision: bar `at` is the last that was known. */
export interface Course {
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
  /** Empty without a peer. */
  readonly peerClose: ArrayLike<number>;
}

export interface Outlook {
  readonly at: number;
  readonly windowBars: number;
  readonly horizonBars: number;
}

/** A trend has gone at least so many deviations of its random walk; its reversal comes back as many. */
const TREND_SCORE = 0.5;
/** A range is narrow below so many deviations of the horizon; a random walk's is 1.6 of them in the mean. */
const NARROW_RANGE = 1.2;
const CORRELATED = 0.5;
const CORRELATION_BARS_MIN = 3;

/** Returns each label: 1, 0, or -1 where it is not defined. */
export function labelsOf(course: Course, outlook: Outlook): Record<PatternLabel, number> {
  const { at, windowBars, horizonBars } = outlook;
  assert(at + 1 >= windowBars && at + horizonBars < course.close.length, 'A label has its window before it and its horizon behind it', { ...outlook });
  const deviation = deviationOf(course.close, at - windowBars + 1, at);
  return {
    direction: directionLabel(course, outlook),
    reversal: reversalLabel(course, outlook, deviation),
    breakout: breakoutLabel(course, outlook),
    consolidation: consolidationLabel(course, outlook, deviation),
    divergence: divergenceLabel(course, outlook),
    correlation: correlationLabel(course, outlook),
  };
}

/** A higher close at the end of the horizon. */
function directionLabel({ close }: Course, { at, horizonBars }: Outlook): number {
  const move = close[at + horizonBars] - close[at];
  return move === 0 ? UNDEFINED_LABEL : Number(move > 0);
}

/** After a trend, a move against it by the end of the horizon. */
function reversalLabel({ close }: Course, { at, windowBars, horizonBars }: Outlook, deviation: number): number {
  const trend = Math.log(close[at] / close[at - windowBars + 1]);
  if (deviation === 0 || Math.abs(trend) < TREND_SCORE * deviation * Math.sqrt(windowBars - 1)) return UNDEFINED_LABEL;
  const move = Math.log(close[at + horizonBars] / close[at]);
  return Number(0 - move * Math.sign(trend) >= TREND_SCORE * deviation * Math.sqrt(horizonBars));
}

/** A close outside the range of the window. */
function breakoutLabel({ high, low, close }: Course, { at, windowBars, horizonBars }: Outlook): number {
  const top = highest(high, at - windowBars + 1, at);
  const bottom = lowest(low, at - windowBars + 1, at);
  return Number(highest(close, at + 1, at + horizonBars) > top || lowest(close, at + 1, at + horizonBars) < bottom);
}

/** A range narrower than chance gives. */
function consolidationLabel({ high, low, close }: Course, { at, horizonBars }: Outlook, deviation: number): number {
  if (deviation === 0) return UNDEFINED_LABEL;
  const range = Math.log(highest(high, at + 1, at + horizonBars) / lowest(low, at + 1, at + horizonBars));
  return close[at] > 0 ? Number(range < NARROW_RANGE * deviation * Math.sqrt(horizonBars)) : UNDEFINED_LABEL;
}

/** A close beyond the highest (lowest) of the window, with less momentum than that one had. */
function divergenceLabel({ close }: Course, { at, windowBars, horizonBars }: Outlook): number {
  const lag = Math.max(2, Math.floor(windowBars / 4));
  const from = at - windowBars + 1 + lag;
  const momentum = (bar: number): number => Math.log(close[bar] / close[bar - lag]);
  for (const side of [1, -1]) {
    const before = extremeAt(close, from, at, side);
    const after = extremeAt(close, at + 1, at + horizonBars, side);
    if ((close[after] - close[before]) * side > 0 && (momentum(after) - momentum(before)) * side < 0) return 1;
  }
  return 0;
}

/** Returns of instrument and peer that move together over the horizon. */
function correlationLabel({ close, peerClose }: Course, { at, horizonBars }: Outlook): number {
  if (peerClose.length === 0 || peerClose[at] === 0 || horizonBars < CORRELATION_BARS_MIN) return UNDEFINED_LABEL;
  const own = returnsOf(close, at, horizonBars);
  const other = returnsOf(peerClose, at, horizonBars);
  const [meanOwn, meanOther] = [meanOf(own), meanOf(other)];
  let [both, ownSquares, otherSquares] = [0, 0, 0];
  for (let index = 0; index < horizonBars; index += 1) {
    both += (own[index] - meanOwn) * (other[index] - meanOther);
    ownSquares += (own[index] - meanOwn) * (own[index] - meanOwn);
    otherSquares += (other[index] - meanOther) * (other[index] - meanOther);
  }
  if (ownSquares === 0 || otherSquares === 0) return UNDEFINED_LABEL;
  return Number(both / Math.sqrt(ownSquares * otherSquares) >= CORRELATED);
}

function returnsOf(close: ArrayLike<number>, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, step) => Math.log(close[at + step + 1] / close[at + step]));
}

/** Returns the standard deviation of log returns between two bars. */
function deviationOf(close: ArrayLike<number>, from: number, to: number): number {
  const returns = returnsOf(close, from, to - from);
  const mean = meanOf(returns);
  const squares = returns.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt(squares / (returns.length - 1));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function extremeAt(values: ArrayLike<number>, from: number, to: number, side: number): number {
  let best = from;
  for (let at = from + 1; at <= to; at += 1) if ((values[at] - values[best]) * side > 0) best = at;
  return best;
}

function highest(values: ArrayLike<number>, from: number, to: number): number {
  return values[extremeAt(values, from, to, 1)];
}

function lowest(values: ArrayLike<number>, from: number, to: number): number {
  return values[extremeAt(values, from, to, -1)];
}
