/**
 * Bars of a random walk, drawn from a named stream of chance: a market without any edge. A strategy that
 * earns here has found a fault in the lab.
 */
import { assert } from '../core/assert.js';
import type { Instant } from '../core/instant.js';
import type { RandomStream } from '../core/random.js';
import { priceOf, type Instrument } from '../domain/instrument.js';
import { startBarTable, type BarNumbers, type BarTable } from './bar-table.js';

export interface RandomWalkOptions {
  readonly instrument: Instrument;
  readonly bars: number;
  readonly startPrice: number;
  /** Standard deviation of the log return of a bar, a fraction. */
  readonly volatility: number;
  /** Mean log return of a bar, a fraction. */
  readonly drift: number;
  readonly barDurationUs: number;
  /** When the first bar opens. */
  readonly startAt: Instant;
  readonly random: RandomStream;
}

const STEPS = 4;
const VOLUME_MAX = 1_000;

/** Returns the walk, with prices on the tick grid and at least one tick high, and volumes of 1 to 1,000 units. */
export function randomWalkBars(options: RandomWalkOptions): BarTable {
  const { instrument, bars, startPrice, barDurationUs, startAt, random } = options;
  assert(startPrice > 0, 'A walk begins above zero', { startPrice });
  const builder = startBarTable(bars);
  const row: BarNumbers = { openedAt: 0, closedAt: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
  let price = startPrice;
  for (let index = 0; index < bars; index += 1) {
    row.openedAt = startAt + index * barDurationUs;
    row.closedAt = row.openedAt + barDurationUs;
    price = drawBar(price, options, row);
    row.volume = 1 + random.below(VOLUME_MAX);
    builder.append(row);
  }
  return builder.build(instrument.id, []);
}

/** A bar opens where the last one closed, and takes four equal steps. Returns its unrounded close. */
function drawBar(price: number, { instrument, volatility, drift, random }: RandomWalkOptions, row: BarNumbers): number {
  const sigma = volatility / Math.sqrt(STEPS);
  let [high, low, last] = [price, price, price];
  for (let step = 0; step < STEPS; step += 1) {
    last *= Math.exp(drift / STEPS + sigma * random.normal());
    if (last > high) high = last;
    if (last < low) low = last;
  }
  const onGrid = (value: number): number => priceOf(instrument, Math.max(1, Math.round(value * instrument.ticksPerUnit)));
  row.open = onGrid(price);
  row.high = onGrid(high);
  row.low = onGrid(low);
  row.close = onGrid(last);
  return last;
}
