/**
 * The same past with another future: every row keeps its window, and the bars behind it are those of
 * the test in a shuffled order. What a model still foresees there it owes to the geometry of its labels (near
 * the top of a range a breakout is likely in any market), not to anything that the market repeats.
 */
import type { RandomStream } from '../core/random.js';
import type { PatternLabel } from '../domain/events/learning-events.js';
import type { BarSeries, DataSet } from './data-set.js';
import { labelsOf } from './outcome-labels.js';

/** Returns the labels of these rows in one shuffled future: a record per row, in the order of the rows. */
export function shuffledOutcomes(set: DataSet, rows: readonly number[], random: RandomStream): Record<PatternLabel, number>[] {
  const { windowBars, horizonBars } = set.options;
  const decks = set.series.map((series, place) => deckOf(series, firstBar(set, rows, place), random));
  return rows.map((row) => {
    const place = set.rows.series[row];
    const bar = set.rows.bar[row];
    const course = startCourse(set.series[place], bar, { windowBars, horizonBars });
    for (let step = 1; step <= horizonBars; step += 1) dealBar(course, decks[place], { from: windowBars - 1 + step, card: bar + step });
    return labelsOf(course, { at: windowBars - 1, windowBars, horizonBars });
  });
}

/** The bars of a test, each relative to the close before it, in a shuffled order. */
interface Deck {
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly peerClose: readonly number[];
  readonly order: readonly number[];
}

type Course = { readonly [Column in 'high' | 'low' | 'close' | 'peerClose']: Float64Array };

function deckOf({ high, low, close, peerClose }: BarSeries, from: number, random: RandomStream): Deck {
  const bars = Array.from({ length: Math.max(0, close.length - from) }, (_, index) => from + index);
  const hasPeer = peerClose.length > 0;
  return {
    high: bars.map((bar) => high[bar] / close[bar - 1]),
    low: bars.map((bar) => low[bar] / close[bar - 1]),
    close: bars.map((bar) => close[bar] / close[bar - 1]),
    peerClose: hasPeer ? bars.map((bar) => (peerClose[bar - 1] > 0 ? peerClose[bar] / peerClose[bar - 1] : 1)) : [],
    order: random.shuffle(bars.map((_, index) => index)),
  };
}

function startCourse({ high, low, close, peerClose }: BarSeries, bar: number, { windowBars, horizonBars }: { windowBars: number; horizonBars: number }): Course {
  const column = (values: readonly number[]): Float64Array => {
    const taken = new Float64Array(values.length === 0 ? 0 : windowBars + horizonBars);
    taken.set(values.slice(bar - windowBars + 1, bar + 1));
    return taken;
  };
  return { high: column(high), low: column(low), close: column(close), peerClose: column(peerClose) };
}

function dealBar({ high, low, close, peerClose }: Course, deck: Deck, { from, card }: { readonly from: number; readonly card: number }): void {
  const drawn = deck.order[card % deck.order.length];
  const last = close[from - 1];
  high[from] = last * deck.high[drawn];
  low[from] = last * deck.low[drawn];
  close[from] = last * deck.close[drawn];
  if (peerClose.length > 0) peerClose[from] = peerClose[from - 1] * deck.peerClose[drawn];
}

/** The first bar behind the first decision of a series, which is where its futures begin. */
function firstBar({ rows }: DataSet, places: readonly number[], series: number): number {
  const first = places.find((place) => rows.series[place] === series);
  return first === undefined ? Infinity : rows.bar[first] + 1;
}
