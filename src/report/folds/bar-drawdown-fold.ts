/**
 * The deepest drawdown as bars show it, and not only as days do: of the account at every bar, and of what it
 * may have come to between, had every position met the worst price of its bar at one moment. The second is an
 * estimate: a bar does not say when its low and high were, and bars on which a position changed are left out,
 * since only part of them was held.
 */
import type { Bar } from '../../domain/bar.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { fundsFactor } from '../../portfolio/currencies.js';
import { baseAccount, positionOf, type Ledger } from '../../portfolio/ledger.js';
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

/** One instant at which bars closed. */
interface Moment {
  readonly closedAt: number;
  offset: number;
  /** When all bars were marked, and after the last of what they brought: fills, fees, flows. */
  equityMicros: number;
  after: Height;
  /** By instrument: its bar, and what its worst price would have cost beside its close. */
  readonly worse: Map<string, { readonly offset: number; readonly micros: number }>;
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
  const depths = { atBars: { value: 0, offsets: [] }, intrabar: { value: 0, offsets: [] } } as { atBars: Depth; intrabar: Depth };
  let moment: Moment | undefined;
  let instants = 0;

  const endMoment = (): void => {
    if (moment === undefined) return;
    instants += 1;
    const { equityMicros, offset, worse, after } = moment;
    const lost = [...worse.values()].reduce((sum, { micros }) => sum + micros, 0);
    deepen(depths.intrabar, peak, { micros: equityMicros - lost, offset });
    for (const height of [{ micros: equityMicros, offset }, after]) {
      deepen(depths.atBars, peak, height);
      if (height.micros > peak.micros) Object.assign(peak, height);
    }
    moment = undefined;
  };
  const see = (event: LogEvent): void => {
    if (event.type === 'BarClosed') {
      const { bar } = event.data;
      if (moment !== undefined && moment.closedAt !== bar.closedAt) endMoment();
      moment ??= { closedAt: bar.closedAt, offset: event.offset, equityMicros: 0, after: { micros: 0, offset: 0 }, worse: new Map() };
      moment.offset = event.offset;
      moment.equityMicros = equityNow(ledger);
      moment.after = { micros: moment.equityMicros, offset: event.offset };
      moment.worse.set(bar.instrument, { offset: event.offset, micros: worseBy(ledger, bar) });
    } else if (moment !== undefined && movers.has(event.type)) {
      moment.after = { micros: equityNow(ledger), offset: event.offset };
      if (event.type === 'OrderFilled' && moment.worse.get(event.data.fill.instrument)?.offset === event.data.fill.barOffset) moment.worse.delete(event.data.fill.instrument);
    }
  };
  return {
    see,
    result: () => {
      endMoment();
      return { atBars: depths.atBars.value, intrabar: depths.intrabar.value, instants, atBarsOffsets: depths.atBars.offsets, intrabarOffsets: depths.intrabar.offsets };
    },
  };
}

function equityNow(ledger: Ledger): number {
  const account = baseAccount(ledger);
  return account === undefined ? 0 : equityOf(account);
}

/** What the position would be worth less at the bar's worst price than at its close. */
function worseBy(ledger: Ledger, { instrument: id, low, high, close }: Bar): number {
  const position = positionOf(ledger, id);
  if (position === undefined || position.lots === 0) return 0;
  const { lots, instrument, account } = position;
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
