/**
 * Prints of a random walk, drawn from a named stream of chance: trades of others in a market without any edge. They
 * come at random, several at one stamp now and then, as real ones do.
 */
import { assert } from '../core/assert.js';
import type { Instant } from '../core/instant.js';
import type { RandomStream } from '../core/random.js';
import { priceOf, type Instrument } from '../domain/instrument.js';
import { printTable, type PrintRow, type PrintTable } from './prints.js';

export interface PrintWalkOptions {
  readonly instrument: Instrument;
  readonly prints: number;
  readonly startPrice: number;
  /** Standard deviation of the log return from one print to the next, a fraction. */
  readonly volatility: number;
  /** Mean time from one print to the next, in µs. */
  readonly meanGapUs: number;
  readonly startAt: Instant;
  readonly random: RandomStream;
}

const SIZE_MAX = 100;
const MILLISECOND = 1_000;

/** Returns the walk, with stamps in whole milliseconds, prices on the tick grid and sizes of 1 to 100 units. */
export function walkPrints(options: PrintWalkOptions): PrintTable {
  assert(options.startPrice > 0, 'A walk begins above zero', { startPrice: options.startPrice });
  return printTable(options.instrument, drawPrints(options));
}

function* drawPrints({ instrument, prints, startPrice, volatility, meanGapUs, startAt, random }: PrintWalkOptions): Generator<PrintRow> {
  let price = startPrice;
  let elapsed = 0;
  for (let count = 0; count < prints; count += 1) {
    price *= Math.exp(volatility * random.normal());
    elapsed -= meanGapUs * Math.log(1 - random.unit());
    const at = startAt + Math.floor(elapsed / MILLISECOND) * MILLISECOND;
    const ticks = Math.max(1, Math.round(price * instrument.ticksPerUnit));
    yield { at, price: priceOf(instrument, ticks), size: 1 + random.below(SIZE_MAX) };
  }
}
