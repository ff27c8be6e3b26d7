/**
 * The books of the run, day by day and trade by trade: the same ledger as everybody's, sampled at the
 * end of each UTC day on which a bar closed. What happens within a minute after midnight (a daily
 * bar's close, and the fills it gives) still belongs to the day that ended.
 */
import { assert } from '../../core/assert.js';
import { unitsOf } from '../../core/fixed-point.js';
import { DAY, MINUTE, type Instant } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Fill } from '../../domain/fill.js';
import type { Bar } from '../../domain/bar.js';
import { priceOf, type InstrumentId } from '../../domain/instrument.js';
import { fundsFactor, isCounted } from '../../portfolio/currencies.js';
import { baseAccount, emptyLedger, feesPaid, foldLedger, positionOf, type Ledger } from '../../portfolio/ledger.js';
import { equityOf } from '../../portfolio/position.js';
import type { RoundTrip } from '../../portfolio/round-trip.js';
import { barDrawdownFold, type BarDrawdowns } from './bar-drawdown-fold.js';
import type { ReportFigure } from '../figure.js';
import { costsFold, type CostTotal } from './costs-fold.js';
import { fidelityFold } from './fidelity-fold.js';
import type { Fold } from './fold.js';
import { carryBasis } from './hold-basis.js';
import { holdingFold, type Holdings } from './holding-fold.js';

export interface FillRow extends Fill {
  readonly offset: number;
  readonly time: Instant;
}

/** A round trip with its fills; `trip` is absent while the position is open. */
export interface TradeRow {
  readonly instrument: string;
  readonly trip: RoundTrip | undefined;
  readonly fills: readonly FillRow[];
}

/** Columns of one length, one row per day; the first row is the account before the first bar. */
export interface DailyBooks {
  /** Days since the epoch. */
  readonly day: readonly number[];
  readonly time: readonly Instant[];
  readonly offset: readonly number[];
  /** In units of the account's currency. */
  readonly equity: readonly number[];
  /** Σ |position value| ÷ equity, signed by the net holding. */
  readonly exposure: readonly number[];
  /** Equal-weight buy and hold of all instruments from their first open, dividends put back, without costs. */
  readonly benchmark: readonly number[];
}

export interface Books {
  readonly daily: DailyBooks;
  readonly trades: readonly TradeRow[];
  readonly tradedUnits: number;
  readonly feeUnits: number;
  readonly fills: readonly FillRow[];
  readonly costs: readonly CostTotal[];
  readonly drawdowns: BarDrawdowns;
  readonly holdings: Holdings;
  readonly fidelity: readonly ReportFigure[];
}

type Columns = { readonly [Key in keyof DailyBooks]: number[] };

export function booksFold(): Fold<Books> {
  const ledger = emptyLedger({ keepsRoundTrips: true });
  const daily: Columns = { day: [], time: [], offset: [], equity: [], exposure: [], benchmark: [] };
  const firstOpen = new Map<string, number>();
  const closing = tradeCloser(ledger);
  const reading = { costs: costsFold(ledger), drawdowns: barDrawdownFold(ledger), holdings: holdingFold(ledger), fidelity: fidelityFold() };
  const readers = Object.values(reading);
  let today = Number.NaN;
  let last = { time: 0, offset: 0 };
  let traded = 0;

  const see = (event: LogEvent): void => {
    const day = Math.floor((event.time - MINUTE) / DAY);
    if (day !== today && !Number.isNaN(today)) endDay();
    if (event.type === 'BarClosed') {
      const { bar } = event.data;
      if (daily.day.length === 0) addRow(daily, ledger, firstOpen, { day: day - 1, time: bar.openedAt, offset: event.offset });
      if (!firstOpen.has(bar.instrument)) noteOpen(firstOpen, ledger, bar);
      today = day;
    }
    carryBasis(firstOpen, ledger, event);
    foldLedger(ledger, event);
    for (const reader of readers) reader.see(event);
    if (event.type === 'PositionClosedOut' || event.type === 'PositionSplit') closing.end(event.data.instrument);
    if (event.type === 'OrderFilled') traded += closing.see(event.data.fill, event.offset, event.time) * factorOf(ledger, event.data.fill.instrument);
    last = { time: event.time, offset: event.offset };
  };
  const endDay = (): void => {
    addRow(daily, ledger, firstOpen, { day: today, ...last });
    today = Number.NaN;
  };
  const result = (): Books => {
    if (!Number.isNaN(today)) endDay();
    return {
      daily, trades: closing.trades(), fills: closing.fills, tradedUnits: traded, feeUnits: unitsOf(feesPaid(ledger)),
      costs: reading.costs.result(), drawdowns: reading.drawdowns.result(), holdings: reading.holdings.result(), fidelity: reading.fidelity.result(),
    };
  };
  return { see, result };
}

function addRow(daily: Columns, ledger: Ledger, firstOpen: ReadonlyMap<string, number>, at: { day: number; time: Instant; offset: number }): void {
  const account = baseAccount(ledger);
  const equityMicros = account === undefined ? 0 : equityOf(account);
  const net = account === undefined ? 0 : Math.sign(account.valueMicros);
  daily.day.push(at.day);
  daily.time.push(at.time);
  daily.offset.push(at.offset);
  daily.equity.push(unitsOf(equityMicros));
  daily.exposure.push(account === undefined || equityMicros <= 0 ? 0 : ((net < 0 ? -1 : 1) * account.grossMicros) / equityMicros + 0);
  daily.benchmark.push((daily.equity[0] ?? 0) * holdRatio(ledger, firstOpen));
}

/** Prices of other currencies are converted, from the first bar on at which their rate is known. */
function noteOpen(firstOpen: Map<string, number>, ledger: Ledger, { instrument, open }: Bar): void {
  const position = positionOf(ledger, instrument);
  if (position === undefined || isCounted(ledger, position.account)) firstOpen.set(instrument, open * factorOf(ledger, instrument));
}

function factorOf(ledger: Ledger, instrument: InstrumentId): number {
  const position = positionOf(ledger, instrument);
  return position === undefined ? 1 : fundsFactor(ledger, position.account);
}

/** Returns the mean over all listed instruments of mark ÷ first open; 1 for one without a bar so far. */
function holdRatio(ledger: Ledger, firstOpen: ReadonlyMap<string, number>): number {
  const { positions } = ledger;
  if (positions.length === 0) return 1;
  const ratios = positions.map(({ instrument, isMarked, markTicks }) => {
    const open = firstOpen.get(instrument.id);
    return open === undefined || open <= 0 || !isMarked ? 1 : (priceOf(instrument, markTicks) * factorOf(ledger, instrument.id)) / open;
  });
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

/** Gathers the fills of each round trip. A fill that turns a position round belongs to both trips. */
function tradeCloser(ledger: Ledger) {
  const fills: FillRow[] = [];
  const closed: TradeRow[] = [];
  const open = new Map<string, FillRow[]>();

  const see = (fill: Fill, offset: number, time: Instant): number => {
    const row: FillRow = { ...fill, offset, time };
    fills.push(row);
    const mine = open.get(fill.instrument) ?? [];
    mine.push(row);
    open.set(fill.instrument, mine);
    const position = positionOf(ledger, fill.instrument);
    assert(position !== undefined, 'A fill that was booked has a position', { instrument: fill.instrument });
    if (ledger.roundTrips.length > closed.length) {
      closed.push({ instrument: fill.instrument, trip: ledger.roundTrips[closed.length], fills: mine });
      open.set(fill.instrument, position.lots === 0 ? [] : [row]);
    }
    const { lotsPerUnit, multiplier } = position.instrument;
    return (fill.price * fill.quantityLots * multiplier) / lotsPerUnit;
  };
  /** A position that the venue closed ends its round trip without a fill. */
  const end = (instrument: string): void => {
    if (ledger.roundTrips.length === closed.length) return;
    closed.push({ instrument, trip: ledger.roundTrips[closed.length], fills: open.get(instrument) ?? [] });
    open.set(instrument, []);
  };
  const trades = (): readonly TradeRow[] => {
    const held = [...open].filter(([, rows]) => rows.length > 0);
    return [...closed, ...held.map(([instrument, rows]) => ({ instrument, trip: undefined, fills: rows }))];
  };
  return { see, end, trades, fills };
}
