/** Puts bars on the tick grid of their instrument, or refuses those that do not lie on it: when they are loaded, not in the middle of a run. */
import { HivetapeError } from '../core/errors.js';
import { formatInstant } from '../core/instant.js';
import { isOnTick, type Instrument } from '../domain/instrument.js';
import { barNumbersAt, startBarTable, type BarTable } from './bar-table.js';

export interface TickPolicy {
  /** For messages. */
  readonly file: string;
  /** `round`: to the nearest tick, and a note says how many bars. */
  readonly offTick: 'refuse' | 'round';
}

/** Returns the table, or one with rounded prices. Throws `price-off-tick` for the first price between two ticks, with the tick that all of them lie on. */
export function onTickGrid(table: BarTable, instrument: Instrument, { file, offTick }: TickPolicy): BarTable {
  if (offTick === 'round') return rounded(table, instrument, file);
  demandOnTick(table, instrument, file);
  return table;
}

function rounded(table: BarTable, { id, ticksPerUnit }: Instrument, file: string): BarTable {
  const builder = startBarTable(table.length);
  const nearest = (price: number): number => Math.round(price * ticksPerUnit) / ticksPerUnit;
  let [count, firstAt] = [0, 0];
  for (let row = 0; row < table.length; row += 1) {
    const bar = barNumbersAt(table, row);
    const { open, high, low, close } = bar;
    Object.assign(bar, { open: nearest(open), high: nearest(high), low: nearest(low), close: nearest(close) });
    if (low > 0 && bar.low <= 0) {
      throw new HivetapeError('price-off-tick', `Prices of ${id} above zero stay above zero on a grid of ${1 / ticksPerUnit} (found ${low}, at ${formatInstant(bar.closedAt)}).`, { place: { file }, help: 'Say a finer tick in its data section.' });
    }
    builder.append(bar);
    if (Math.max(Math.abs(bar.open - open), Math.abs(bar.high - high), Math.abs(bar.low - low), Math.abs(bar.close - close)) <= 1e-6 / ticksPerUnit) continue;
    if (count === 0) firstAt = bar.closedAt;
    count += 1;
  }
  const note = { kind: 'rounded', count, firstAt, note: `Prices between two ticks were rounded to the nearest, ${1 / ticksPerUnit} apart.` };
  return builder.build(table.instrument, count === 0 ? table.notes : [...table.notes, note]);
}

function demandOnTick(table: BarTable, instrument: Instrument, file: string): void {
  const columns = [table.open, table.high, table.low, table.close];
  for (let row = 0; row < table.length; row += 1) {
    const price = columns.map((column) => column[row]).find((value) => !isOnTick(instrument, value));
    if (price === undefined) continue;
    const decimals = decimalsOf(columns);
    throw new HivetapeError('price-off-tick', `Prices of ${instrument.id} lie on a grid of ${1 / instrument.ticksPerUnit} (found ${price}, at ${formatInstant(table.closedAt[row])}).`, {
      place: { file },
      help: decimals === undefined ? 'Say a finer tick, or `offTick: round`.' : `Say tick: ${(1 / tenTo(decimals)).toFixed(decimals)} in its data section: all of its prices lie on that. Or say \`offTick: round\`.`,
      values: { price, ticksPerUnit: instrument.ticksPerUnit },
    });
  }
}

const DECIMALS_MAX = 9;

/** Returns how many decimals the prices have; `undefined` for more than a tick may have. */
function decimalsOf(columns: readonly Float64Array[]): number | undefined {
  let decimals = 0;
  for (const column of columns) {
    for (const price of column) {
      while (decimals <= DECIMALS_MAX && !isOnGrid(price * tenTo(decimals))) decimals += 1;
      if (decimals > DECIMALS_MAX) return undefined;
    }
  }
  return decimals;
}

function isOnGrid(exact: number): boolean {
  return Math.abs(exact - Math.round(exact)) <= 1e-6 * Math.max(1, Math.abs(exact));
}

function tenTo(decimals: number): number {
  let power = 1;
  for (let place = 0; place < decimals; place += 1) power *= 10;
  return power;
}
