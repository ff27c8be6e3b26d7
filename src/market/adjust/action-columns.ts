/** Dividends and splits out of a table that has a column for each, as many vendors of daily bars write them beside the prices. */
import { formatInstant, type Instant } from '../../core/instant.js';
import type { Instrument } from '../../domain/instrument.js';
import type { DatedAction } from '../actions.js';
import { readDecimal } from '../decimal.js';
import { readNamedCsv, type NamedRow } from '../named-csv.js';
import { readFraction } from './fraction.js';

export interface ActionColumns {
  /** Column of the date; `date` if absent. */
  readonly date?: string | undefined;
  /** Column of money per unit; 0 or empty for none. */
  readonly dividend?: string | undefined;
  /** Column of splits as 2:1 or as a ratio of new to old units; 1, 0 or empty for none. */
  readonly split?: string | undefined;
  /** Which symbol of a file of several to take. */
  readonly symbol?: string | undefined;
}

/** Returns the dividends and splits of a table, due when their day begins. Throws `dated-file-invalid`. */
export async function readActionColumns(path: string, instrument: Instrument, { columns, dayStart }: { readonly columns: ActionColumns; readonly dayStart: (midnight: Instant) => Instant }): Promise<readonly DatedAction[]> {
  const { date = 'date', dividend, split, symbol } = columns;
  const actions: DatedAction[] = [];
  const read = (row: NamedRow): string | undefined => {
    if (symbol !== undefined && row.text('symbol') !== symbol) return undefined;
    // Vendors write money with its sign in this column, and in no other.
    const [paid, divided] = [dividend === undefined ? '' : row.text(dividend).replace(/^[$€£¥]\s*/, ''), split === undefined ? '' : row.text(split)];
    if (isNone(paid, 0) && isNone(divided, 1)) return undefined;
    const time = row.time(date);
    if (typeof time === 'string') return time;
    const dueAt = time.isDate ? dayStart(time.at) : time.at;
    const last = actions.at(-1);
    if (last !== undefined && dueAt < last.dueAt) return `Rows are in order of their dates (found ${formatInstant(dueAt)} after ${formatInstant(last.dueAt)}).`;
    const found = actionsOf({ paid, divided }, { instrument, dueAt });
    if (typeof found === 'string') return found;
    actions.push(...found);
    return undefined;
  };
  const needed = [date, dividend, split, symbol === undefined ? undefined : 'symbol'].filter((name) => name !== undefined);
  await readNamedCsv(path, { columns: needed, code: 'dated-file-invalid', example: `2014-06-09 as ${date}${dividend === undefined ? '' : `, 0.47 as ${dividend}`}${split === undefined ? '' : `, 7:1 or 7.0 as ${split}`}`, timeZone: 'UTC', read });
  return actions;
}

function actionsOf({ paid, divided }: { readonly paid: string; readonly divided: string }, { instrument, dueAt }: { readonly instrument: Instrument; readonly dueAt: Instant }): DatedAction[] | string {
  const actions: DatedAction[] = [];
  if (!isNone(paid, 0)) {
    const value = readDecimal(paid, '.');
    if (typeof value !== 'number') return value.message;
    if (!(value > 0 && value < 1_000_000_000)) return `A dividend is money per unit, above 0 (found ${value}).`;
    actions.push({ instrument: instrument.id, kind: 'dividend', value, per: 1, dueAt });
  }
  if (!isNone(divided, 1)) {
    const fraction = readFraction(divided);
    if (fraction === undefined) return `A split is written 2:1, or as a ratio like 2.0 or 0.1 (found "${divided.slice(0, 40)}").`;
    if (instrument.settlesToCash === true) return 'Futures are not split.';
    if (fraction.into !== fraction.per) actions.push({ instrument: instrument.id, kind: 'split', value: fraction.into, per: fraction.per, dueAt });
  }
  return actions;
}

function isNone(text: string, none: number): boolean {
  return text === '' || Number(text) === none || Number(text) === 0;
}
