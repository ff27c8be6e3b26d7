/**
 * What the columns of a CSV file mean: found in its header, or told by options. A file without a header
 * is not guessed at: the guess is shown, and the user confirms it.
 */
import { HivetapeError, type ErrorPlace } from '../core/errors.js';
import { cellText, type CsvRow } from './csv-scanner.js';
import { readDecimal } from './decimal.js';
import { barColumns, type BarColumn, type ImportOptions } from './import-options.js';

/** 0-based index of each column; -1 where there is none. */
export interface CsvLayout {
  readonly index: Readonly<Record<BarColumn, number>>;
  readonly cells: number;
  /** Whether the row it was found in is a header. */
  readonly fromHeader: boolean;
  /** Which end of the bar a lone time is, where its name says so. */
  readonly stamp?: 'open' | 'close';
  /** Whether `closedAt` is the last moment inside the bar. */
  readonly inclusiveClose: boolean;
  /** Header names that mean nothing to us. */
  readonly ignored: readonly string[];
}

const ALIASES: Readonly<Record<BarColumn, readonly string[]>> = {
  time: ['time', 'timestamp', 'date', 'datetime', 'ts', 'opentime', 'unix', 't', 'timems', 'timestampms', 'gmttime', 'localtime', 'tradingday'],
  clock: ['clock', 'timeofday'],
  openedAt: ['openedat', 'openat', 'start', 'starttime'],
  closedAt: ['closedat', 'closeat', 'end', 'endtime', 'closetime'],
  open: ['open', 'o', 'openprice'],
  high: ['high', 'h', 'highprice', 'max'],
  low: ['low', 'l', 'lowprice', 'min'],
  close: ['close', 'c', 'last', 'closeprice'],
  volume: ['volume', 'vol', 'v', 'basevolume'],
  symbol: ['symbol', 'instrument', 'ticker', 'sym', 'pair', 'market'],
};

/** Returns the separator that the first line has most of; a comma if it has none. */
export function guessSeparator(firstLine: string): ',' | ';' | '\t' | '|' {
  const unquoted = firstLine.replace(/"[^"]*"/g, '');
  const counted = ([',', ';', '\t', '|'] as const).map((separator) => ({ separator, count: unquoted.split(separator).length - 1 }));
  // A decimal comma in a file of semicolons outnumbers its separators; but a file of commas has no semicolon.
  const [comma, semicolon, ...rest] = counted;
  if (semicolon.count >= 3) return ';';
  return rest.reduce((most, next) => (next.count > most.count ? next : most), comma).separator;
}

/** Returns what the columns mean. Throws `header-missing` with a guess, or `column-missing`. */
export function layoutOf(row: CsvRow, options: ImportOptions, file: string): CsvLayout {
  const cells = Array.from({ length: row.count }, (_, cell) => cellText(row, cell).trim());
  const place: ErrorPlace = { file, line: row.line };
  const decimal = options.decimal ?? '.';
  const looksLikeData = cells.filter((cell) => typeof readDecimal(cell, decimal) === 'number').length >= Math.min(3, cells.length);
  const fromHeader = options.header ?? !looksLikeData;

  const inclusiveClose = options.inclusiveClose ?? false;
  if (Array.isArray(options.columns)) return checked(rolesInOrder(options.columns, place), { cells: cells.length, fromHeader, inclusiveClose, ignored: [] }, place);
  if (options.columns === undefined && isKlineRow(cells, fromHeader)) {
    return checked(rolesInOrder(KLINE_ROLES, place), { cells: cells.length, fromHeader, inclusiveClose: true, ignored: [] }, place);
  }
  if (!fromHeader) throw headerMissing(cells, place, decimal);
  const named = (options.columns ?? {}) as Partial<Record<BarColumn, string>>;
  const { index, ignored } = rolesByName(cells, named, place);
  return checked(index, { cells: cells.length, fromHeader, inclusiveClose, ignored }, place);
}

type Index = Record<BarColumn, number>;

/** The twelve columns of a kline dump: opening, prices, volume, last moment, and five that are left unread. */
const KLINE_ROLES = Object.freeze(['openedAt', 'open', 'high', 'low', 'close', 'volume', 'closedAt', '-', '-', '-', '-', '-']);

/**
 * Tells whether a row is of a kline dump, by its names, or by its stamps: such a row proves itself, for the
 * last moment of a bar and the unit of time that follows are a whole number of seconds after its opening.
 */
function isKlineRow(cells: readonly string[], fromHeader: boolean): boolean {
  if (cells.length !== KLINE_ROLES.length) return false;
  if (fromHeader) return plain(cells[0]) === 'opentime' && plain(cells[6]) === 'closetime' && /^(taker|count|quote|number)/.test(plain(cells[8]));
  const [opened, closed] = [cells[0], cells[6]];
  if (!/^(\d{13}|\d{16})$/.test(opened) || closed.length !== opened.length) return false;
  const length = Number(closed) + 1 - Number(opened);
  return length > 0 && length % (opened.length === 13 ? 1_000 : 1_000_000) === 0;
}

function emptyIndex(): Index {
  return { time: -1, clock: -1, openedAt: -1, closedAt: -1, open: -1, high: -1, low: -1, close: -1, volume: -1, symbol: -1 };
}

function rolesInOrder(roles: readonly string[], place: ErrorPlace): Index {
  const index = emptyIndex();
  roles.forEach((role, cell) => {
    if (role === '-') return;
    const column = barColumns.find((name) => name === role);
    if (column === undefined) throw columnTrouble(`A column is ${barColumns.join(', ')} or - (found "${role}").`, place);
    index[column] = cell;
  });
  return index;
}

function rolesByName(cells: readonly string[], named: Partial<Record<BarColumn, string>>, place: ErrorPlace): { index: Index; ignored: string[] } {
  const index = emptyIndex();
  const taken = new Map<number, BarColumn>();
  if (named.time === undefined && named.clock === undefined) takeDateAndClock(cells, index, taken);
  for (const column of barColumns) {
    if (index[column] >= 0) continue;
    const name = named[column];
    const matches = cells.flatMap((cell, at) => ((name === undefined ? ALIASES[column].includes(plain(cell)) : cell === name) ? [at] : []));
    const free = name === undefined ? matches.filter((at) => !taken.has(at) && !Object.values(named).includes(cells[at])) : matches;
    if (free.length > 1) throw columnTrouble(`One column is the ${column} (found ${free.map((at) => `"${cells[at]}"`).join(' and ')}).`, place);
    if (free.length === 0 && name !== undefined) throw columnTrouble(`The header has the column "${name}" (found ${cells.join(', ')}).`, place);
    if (free.length === 0) continue;
    index[column] = free[0];
    taken.set(free[0], column);
  }
  return { index, ignored: cells.filter((_, at) => !taken.has(at)) };
}

/** A date in one column and the time of day in another, as MetaTrader and Stooq write them. */
function takeDateAndClock(cells: readonly string[], index: Index, taken: Map<number, BarColumn>): void {
  const names = cells.map(plain);
  const [date, clock] = [names.indexOf('date'), names.indexOf('time')];
  if (date < 0 || clock < 0) return;
  index.time = date;
  index.clock = clock;
  taken.set(date, 'time');
  taken.set(clock, 'clock');
}

function checked(index: Index, found: Omit<CsvLayout, 'index'>, place: ErrorPlace): CsvLayout {
  const missing = (['open', 'high', 'low', 'close'] as const).filter((column) => index[column] < 0);
  const [opened, closed] = [index.openedAt >= 0, index.closedAt >= 0];
  // A lone time whose name says which end of the bar it is needs no option that says so again.
  const stamp = index.time >= 0 || opened === closed ? undefined : opened ? ('open' as const) : ('close' as const);
  if (stamp !== undefined) index.time = Math.max(index.openedAt, index.closedAt);
  const timed = index.time >= 0 || (opened && closed);
  if (missing.length === 0 && timed) return { index, ...found, ...(stamp === undefined ? {} : { stamp }) };
  const wanted = [...missing, ...(timed ? [] : ['time'])];
  throw columnTrouble(`Bars have time, open, high, low and close (missing: ${wanted.join(', ')}).`, place);
}

function headerMissing(cells: readonly string[], place: ErrorPlace, decimal: '.' | ','): HivetapeError {
  const numbers = cells.map((cell) => typeof readDecimal(cell, decimal) === 'number');
  const roles = ['open', 'high', 'low', 'close', 'volume'];
  const timeAt = numbers.indexOf(false) >= 0 && numbers[0] ? 0 : Math.max(0, cells.findIndex((cell) => /\d{4}/.test(cell)));
  const guess = cells.map((_, at) => (at === timeAt ? 'time' : at < timeAt ? 'symbol' : (roles.shift() ?? '-')));
  return new HivetapeError('header-missing', `A file begins with names of columns (found ${cells.slice(0, 8).join(', ')}). They look like ${guess.join(',')}.`, {
    place,
    help: `If that is right, say \`columns: [${guess.join(', ')}]\` in its options.`,
    values: { guess },
  });
}

function columnTrouble(message: string, place: ErrorPlace): HivetapeError {
  return new HivetapeError('column-missing', message, { place, help: 'Say which column is which with columns, as { open: "Open price" }.' });
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_\-.<>]+/g, '');
}
