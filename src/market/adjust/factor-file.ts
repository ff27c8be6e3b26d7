/**
 * Factor files: what raw prices are multiplied by to be adjusted, by date, as Lean writes them. A row holds for the dates after
 * the row before it, up to and including its own, so that the event lies between a row and the next.
 */
import { DAY, formatInstant, type Instant } from '../../core/instant.js';
import type { InstrumentId } from '../../domain/ids.js';
import type { DatedAction } from '../actions.js';
import { firstRowFrom, type BarTable } from '../bar-table.js';
import { readDecimal } from '../decimal.js';
import { readNamedCsv, type NamedRow } from '../named-csv.js';
import { fractionOf } from './fraction.js';

export interface FactorRow {
  /** Last date it holds for, as its midnight read as if it were UTC. */
  readonly until: Instant;
  /** For dividends. */
  readonly priceFactor: number;
  readonly splitFactor: number;
  /** Raw close before the event; 0 where it is not told. */
  readonly reference: number;
}

export interface FactorOptions {
  /** Which symbol of a file of several to take. */
  readonly symbol?: string | undefined;
}

const COLUMNS = ['date', 'price_factor', 'split_factor', 'reference_price'] as const;

/** Returns the rows of a factor file, with or without a header, in order of date. Throws `dated-file-invalid`. */
export async function readFactors(path: string, { symbol }: FactorOptions = {}): Promise<readonly FactorRow[]> {
  const rows: FactorRow[] = [];
  const read = (row: NamedRow): string | undefined => {
    if (symbol !== undefined && row.text('symbol') !== symbol) return undefined;
    const found = factorRow(row);
    if (typeof found === 'string') return found;
    const last = rows.at(-1);
    if (last !== undefined && found.until <= last.until) return `Rows of a factor file are in order of their dates (found ${formatInstant(found.until)} after ${formatInstant(last.until)}).`;
    rows.push(found);
    return undefined;
  };
  const columns = [...(symbol === undefined ? [] : ['symbol']), ...COLUMNS.slice(0, 3)];
  await readNamedCsv(path, { columns, headerless: COLUMNS, code: 'dated-file-invalid', example: '2014-06-06,0.9304792,0.142857,645.57', timeZone: 'UTC', read });
  return rows;
}

function factorRow(row: NamedRow): FactorRow | string {
  const time = row.time('date');
  if (typeof time === 'string') return time;
  if (!time.isDate) return 'A factor holds until a date (found a time of day).';
  const [priceFactor, splitFactor] = [readDecimal(row.text('price_factor'), '.'), readDecimal(row.text('split_factor'), '.')];
  if (typeof priceFactor !== 'number') return priceFactor.message;
  if (typeof splitFactor !== 'number') return splitFactor.message;
  if (!(priceFactor > 0 && splitFactor > 0)) return `Factors are above zero (found ${priceFactor} and ${splitFactor}).`;
  const reference = row.text('reference_price') === '' ? 0 : readDecimal(row.text('reference_price'), '.');
  if (typeof reference !== 'number') return reference.message;
  return { until: time.at, priceFactor, splitFactor, reference: Math.max(0, reference) };
}

export interface FactorEvents {
  readonly rows: readonly FactorRow[];
  readonly table: BarTable;
  readonly dayStart: (midnight: Instant) => Instant;
}

/**
 * Returns the dividends and splits that lie between the rows, due when the day after a row begins. A dividend is money per unit as
 * it was before the event: reference × (1 − price factor ÷ next price factor), on the close before where no reference is told.
 */
export function factorActions(instrument: InstrumentId, { rows, table, dayStart }: FactorEvents): DatedAction[] {
  return rows.slice(1).flatMap((next, place) => {
    const row = rows[place];
    const dueAt = dayStart(row.until + DAY);
    const actions: DatedAction[] = [];
    const share = 1 - row.priceFactor / next.priceFactor;
    const reference = row.reference > 0 ? row.reference : closeBefore(table, dueAt);
    const dividend = roundedMoney(reference * share, reference);
    if (dividend > 0) actions.push({ instrument, kind: 'dividend', value: dividend, per: 1, dueAt });
    const split = fractionOf(next.splitFactor / row.splitFactor);
    if (split !== undefined && split.into !== split.per) actions.push({ instrument, kind: 'split', value: split.into, per: split.per, dueAt });
    return actions;
  });
}

/** Returns the close of the last bar that was known by then; 0 if there is none. */
export function closeBefore(table: BarTable, instant: Instant): number {
  const row = firstRowFrom(table, instant + 1) - 1;
  return row < 0 ? 0 : table.close[row];
}

/** Factors have seven digits, so what they tell of money has an error; a round sum within it is what was paid. */
function roundedMoney(money: number, reference: number): number {
  const error = reference * 2e-7;
  if (money <= error) return 0;
  const round = Math.round(money * 10_000) / 10_000;
  return Math.abs(round - money) <= error ? round : Math.round(money * 1_000_000) / 1_000_000;
}
