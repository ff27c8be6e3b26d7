/** The account at every bar, with the bar's close beside it: what a tool that knows bars alone computes from. */
import { unitsOf } from '../../core/fixed-point.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { priceOf } from '../../domain/instrument.js';
import { baseAccount, emptyLedger, foldLedger, type Ledger } from '../../portfolio/ledger.js';
import { equityOf } from '../../portfolio/position.js';
import type { Fold } from '../folds/fold.js';

/** Columns of one length, one row per instant at which bars closed. */
export interface BarEquity {
  /** Instants, in µs. */
  readonly closedAt: readonly number[];
  readonly equity: readonly number[];
  /** Equal-weight index of all instruments that have a bar so far, 1 at their first close. */
  readonly market: readonly number[];
}

/** The account is read when the next bars come, so that what a bar filled is in. */
export function barEquityFold(): Fold<BarEquity> {
  const ledger = emptyLedger({ keepsRoundTrips: false });
  const columns = { closedAt: [] as number[], equity: [] as number[], market: [] as number[] };
  const firstClose = new Map<string, number>();
  let now: number | undefined;
  const endInstant = (): void => {
    if (now === undefined) return;
    const account = baseAccount(ledger);
    columns.closedAt.push(now);
    columns.equity.push(account === undefined ? 0 : unitsOf(equityOf(account)));
    columns.market.push(marketOf(ledger, firstClose));
    now = undefined;
  };
  const see = (event: LogEvent): void => {
    if (event.type === 'BarClosed') {
      const { bar } = event.data;
      if (now !== undefined && now !== bar.closedAt) endInstant();
      now = bar.closedAt;
      if (!firstClose.has(bar.instrument)) firstClose.set(bar.instrument, bar.close);
    }
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

function marketOf({ positions }: Ledger, firstClose: ReadonlyMap<string, number>): number {
  const ratios = positions.flatMap(({ instrument, isMarked, markTicks }) => {
    const first = firstClose.get(instrument.id);
    return first === undefined || first <= 0 || !isMarked ? [] : [priceOf(instrument, markTicks) / first];
  });
  return ratios.length === 0 ? 1 : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}
