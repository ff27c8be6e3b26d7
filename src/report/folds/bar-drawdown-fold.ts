/**
 * The deepest drawdown as bars show it, and not only as days do: of the account at every bar, and of what it
 * may have come to between, had every position met the worst price of its bar at one moment. The second is an
 * estimate: a bar does not say when its low and high were, and bars on which a position changed are left out,
 * since only part of them was held.
 */
import type { Bar } from '../../domain/bar.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { fundsFactor } from '../../portfolio/currencies.js';
import { baseAccount, type Ledger } from '../../portfolio/ledger.js';
import { equityOf } from '../../portfolio/position.js';
import { MICROS_PER_UNIT } from '../../core/fixed-point.js';
import type { Fold } from './fold.js';

export interface BarDrawdowns {
  /** equity ÷ highest equity − 1, from −1 to 0; the start value is included. */
  readonly atBars: number;
  readonly intrabar: number;
  /** Instants at which bars closed. */
  readonly instants: number;
  /** Offsets of the peak and the trough of each; empty where there is none. */
  readonly atBarsOffsets: readonly number[];
  readonly intrabarOffsets: readonly number[];
}

/** One instant at which bars closed; the same record serves all of them in turn. */
interface Moment {
  /** −1 before the first. */
  closedAt: number;
  /** After the last of what the bars brought: fills, fees, flows. Before, a position that was left at the open is still marked at the close. */
  readonly end: Height;
  /** By place in the ledger: what the worst price of the bar would have cost beside its close, and the offset of the bar. */
  readonly worseMicros: number[];
  readonly barOffsets: number[];
  /** Places whose bars closed now. */
  readonly places: number[];
}

interface Height {
  micros: number;
  offset: number;
}

interface Depth {
  value: number;
  offsets: readonly number[];
}

/** What changes the equity without a bar. */
const movers: ReadonlySet<LogEvent['type']> = new Set(['OrderFilled', 'CashFlowBooked', 'PositionSettled', 'PositionClosedOut', 'InterestBooked', 'CurrencyExchanged']);

/** Reads the ledger after it was given the same event. */
export function barDrawdownFold(ledger: Ledger): Fold<BarDrawdowns> {
  const peak: Height = { micros: 0, offset: 0 };
  const atBars: Depth = { value: 0, offsets: [] };
  const intrabar: Depth = { value: 0, offsets: [] };
  const moment: Moment = { closedAt: -1, end: { micros: 0, offset: 0 }, worseMicros: [], barOffsets: [], places: [] };
  let instants = 0;

  const endMoment = (): void => {
    if (moment.closedAt < 0) return;
    instants += 1;
    const { end, places, worseMicros } = moment;
    let lost = 0;
    for (const place of places) lost += worseMicros[place];
    places.length = 0;
    if (lost > 0) deepen(intrabar, peak, { micros: end.micros - lost, offset: end.offset });
    deepen(atBars, peak, end);
    deepen(intrabar, peak, end);
    if (end.micros > peak.micros) Object.assign(peak, end);
  };
  const seeBar = (bar: Bar, offset: number): void => {
    if (moment.closedAt !== bar.closedAt) endMoment();
    moment.closedAt = bar.closedAt;
    moment.end.micros = equityNow(ledger);
    moment.end.offset = offset;
    const place = ledger.placeOf[bar.instrument];
    if (place === undefined) return;
    moment.places.push(place);
    moment.worseMicros[place] = worseBy(ledger, place, bar);
    moment.barOffsets[place] = offset;
  };
  const see = (event: LogEvent): void => {
    if (event.type === 'BarClosed') seeBar(event.data.bar, event.offset);
    else if (moment.closedAt >= 0 && movers.has(event.type)) {
      moment.end.micros = equityNow(ledger);
      moment.end.offset = event.offset;
      if (event.type !== 'OrderFilled') return;
      const place = ledger.placeOf[event.data.fill.instrument];
      if (place !== undefined && moment.barOffsets[place] === event.data.fill.barOffset) moment.worseMicros[place] = 0;
    }
  };
  return {
    see,
    result: () => {
      endMoment();
      return { atBars: atBars.value, intrabar: intrabar.value, instants, atBarsOffsets: atBars.offsets, intrabarOffsets: intrabar.offsets };
    },
  };
}

function equityNow(ledger: Ledger): number {
  const account = baseAccount(ledger);
  return account === undefined ? 0 : equityOf(account);
}

/** What the position would be worth less at the bar's worst price than at its close. */
function worseBy(ledger: Ledger, place: number, { low, high, close }: Bar): number {
  const { lots, instrument, account } = ledger.positions[place];
  if (lots === 0) return 0;
  const move = lots > 0 ? close - low : high - close;
  return ((Math.abs(lots) * move * instrument.multiplier) / instrument.lotsPerUnit) * MICROS_PER_UNIT * fundsFactor(ledger, account);
}

function deepen(depth: Depth, peak: Height, { micros, offset }: Height): void {
  if (peak.micros <= 0) return;
  const value = Math.max(0, micros) / peak.micros - 1;
  if (value >= depth.value) return;
  depth.value = value;
  depth.offsets = [peak.offset, offset];
}
