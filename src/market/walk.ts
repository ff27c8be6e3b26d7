/**
 * The deterministic walk: one-minute bars that every machine and language makes alike, byte for byte, so
 * that engines can be compared. Its definition is fixed; for markets drawn from a seed see `random-walk.ts`.
 */
import { assert } from '../core/assert.js';
import { MINUTE } from '../core/instant.js';
import { instrumentId, type InstrumentId } from '../domain/instrument.js';
import { startBarTable, type BarNumbers, type BarTable } from './bar-table.js';

const SEED = 42;
const START_PRICE = 100;
const START_MS = 1_577_836_800_000;
const GAP_SIGMA = 0.0002;
const STEP_SIGMA = 0.0005;

/** Returns `bars` bars of one minute from 2020-01-01T00:00:00Z. Stamps of `walkCsv` are their openings. */
export function walkBars(bars: number, instrument: InstrumentId = instrumentId('WALK')): BarTable {
  assert(Number.isSafeInteger(bars) && bars >= 0, 'A walk has a whole number of bars', { bars });
  const builder = startBarTable(bars);
  const uniform = mulberry32(SEED);
  const row: BarNumbers = { openedAt: 0, closedAt: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
  let price = START_PRICE;
  for (let index = 0; index < bars; index += 1) {
    row.openedAt = START_MS * 1_000 + index * MINUTE;
    row.closedAt = row.openedAt + MINUTE;
    price = walkBar(price, uniform, row);
    builder.append(row);
  }
  return builder.build(instrument, []);
}

/** Returns the walk as the text of `walk_N.csv`: opening in epoch milliseconds, prices of four decimals. */
export function walkCsv(bars: number): string {
  const table = walkBars(bars);
  const lines = ['time,open,high,low,close,volume'];
  for (let row = 0; row < table.length; row += 1) {
    const prices = [table.open[row], table.high[row], table.low[row], table.close[row]].map(decimalText).join(',');
    lines.push(`${table.openedAt[row] / 1_000},${prices},${table.volume[row]}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Writes a bar that opens near `price` into `row`, rounded; returns its unrounded close. */
function walkBar(price: number, uniform: () => number, row: BarNumbers): number {
  const open = price * Math.exp(GAP_SIGMA * normal(uniform));
  let high = open;
  let low = open;
  let last = open;
  for (let step = 0; step < 4; step += 1) {
    last *= Math.exp(STEP_SIGMA * normal(uniform));
    if (last > high) high = last;
    if (last < low) low = last;
  }
  row.open = fourDecimals(open);
  row.high = fourDecimals(high);
  row.low = fourDecimals(low);
  row.close = fourDecimals(last);
  row.volume = 1 + Math.floor(1_000 * uniform());
  return last;
}

/** The cosine branch of Box and Muller; the first draw is the radius. */
function normal(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) | 0;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function fourDecimals(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function decimalText(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
