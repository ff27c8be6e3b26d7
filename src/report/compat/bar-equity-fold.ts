/** The account at every bar, with the bar's close beside it: what a tool that knows bars alone computes from. */
import { unitsOf } from '../../core/fixed-point.js';
import { SECOND } from '../../core/instant.js';
import type { Bar } from '../../domain/bar.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { priceOf } from '../../domain/instrument.js';
import { fundsFactor, isCounted } from '../../portfolio/currencies.js';
import { baseAccount, emptyLedger, foldLedger, positionOf, type Ledger } from '../../portfolio/ledger.js';
import { equityOf } from '../../portfolio/position.js';
import type { Fold } from '../folds/fold.js';
import { carryBasis } from '../folds/hold-basis.js';

/** Columns of one length, one row per instant at which bars closed. */
export interface BarEquity {
  /** Instants, in µs. */
  readonly closedAt: readonly number[];
  readonly equity: readonly number[];
  readonly cash: readonly number[];
  /** Equal-weight index of all instruments that have a bar so far, 1 at their first close. */
  readonly market: readonly number[];
}

/** The account is read when the next bars come, so that what a bar filled is in. */
export function barEquityFold(): Fold<BarEquity> {
  const ledger = emptyLedger({ keepsRoundTrips: false });
  const columns = { closedAt: [] as number[], equity: [] as number[], cash: [] as number[], market: [] as number[] };
  const firstClose = new Map<string, number>();
  let now: number | undefined;
  const endInstant = (): void => {
    if (now === undefined) return;
    const account = baseAccount(ledger);
    columns.closedAt.push(now);
    columns.equity.push(account === undefined ? 0 : unitsOf(equityOf(account)));
    columns.cash.push(account === undefined ? 0 : unitsOf(account.cashMicros));
    columns.market.push(marketOf(ledger, firstClose));
    now = undefined;
  };
  const see = (event: LogEvent): void => {
    if (event.type === 'BarClosed') {
      const { bar } = event.data;
      if (now !== undefined && now !== bar.closedAt) endInstant();
      now = bar.closedAt;
      if (!firstClose.has(bar.instrument)) noteClose(firstClose, ledger, bar);
    }
    // What was before an action is measured before it; what a bar brings about comes within a moment of it.
    if (event.type === 'ActionFellDue' && now !== undefined && event.time > now + SECOND) endInstant();
    carryBasis(firstClose, ledger, event);
    foldLedger(ledger, event);
  };
  return {
    see,
    result: () => {
      endInstant();
      return columns;
    },
  };
}

/** Prices of other currencies are converted, from the first bar on at which their rate is known. */
function noteClose(firstClose: Map<string, number>, ledger: Ledger, { instrument, close }: Bar): void {
  const position = positionOf(ledger, instrument);
  if (position === undefined || isCounted(ledger, position.account)) firstClose.set(instrument, close * (position === undefined ? 1 : fundsFactor(ledger, position.account)));
}

function marketOf(ledger: Ledger, firstClose: ReadonlyMap<string, number>): number {
  const ratios = ledger.positions.flatMap(({ instrument, isMarked, markTicks, account }) => {
    const first = firstClose.get(instrument.id);
    return first === undefined || first <= 0 || !isMarked ? [] : [(priceOf(instrument, markTicks) * fundsFactor(ledger, account)) / first];
  });
  return ratios.length === 0 ? 1 : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

/** Returns the bar on which something happened: the last that had closed by then. */
export function barAt(closedAt: readonly number[], at: number): number {
  let low = 0;
  let high = closedAt.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (closedAt[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
