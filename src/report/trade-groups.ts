/**
 * Round trips apart: by instrument, side, agent and tag. A round trip belongs to whoever sent the order that
 * opened it, and to that order's tag, so that the profits of all groups add up to the profit of all, exactly.
 */
import { unitsOf } from '../core/fixed-point.js';
import type { Figure } from '../metrics/figure.js';
import { tradeFigures } from '../metrics/trades/trade-figures.js';
import type { RoundTrip } from '../portfolio/round-trip.js';
import type { TradeRow } from './folds/books-fold.js';

export const tradeGroupings = ['instrument', 'side', 'agent', 'tag'] as const;
export type TradeGrouping = (typeof tradeGroupings)[number];

export interface TradeGroup {
  /** Empty for round trips without a tag; the last may be what is left of many. */
  readonly name: string;
  readonly isRest: boolean;
  readonly trades: number;
  /** Round trips that are not flat yet; in no figure. */
  readonly open: number;
  readonly profitUnits: number;
  readonly feeUnits: number;
  /** All figures of round trips, as of the whole run. */
  readonly figures: readonly Figure[];
}

export interface TradeBreakdown {
  readonly by: TradeGrouping;
  /** Largest profit or loss first; of equals, by name. */
  readonly groups: readonly TradeGroup[];
}

/** Groups that are told by name; the rest stands in one more. A tag is often one decision, and there are thousands. */
export const GROUPS_MAX = 25;

const keys: Readonly<Record<TradeGrouping, (trade: TradeRow) => string>> = {
  instrument: ({ instrument }) => instrument,
  side: ({ trip, fills }) => trip?.direction ?? (fills[0]?.side === 'sell' ? 'short' : 'long'),
  agent: ({ fills }) => fills[0]?.owner ?? '',
  tag: ({ fills }) => fills[0]?.tag ?? '',
};

/** Returns the groups of every kind, in the order of {@link tradeGroupings}. */
export function tradeBreakdowns(trades: readonly TradeRow[]): readonly TradeBreakdown[] {
  return tradeGroupings.map((by) => ({ by, groups: tradeGroups(trades, by) }));
}

/** Returns the groups of one kind. */
export function tradeGroups(trades: readonly TradeRow[], by: TradeGrouping, most = GROUPS_MAX): readonly TradeGroup[] {
  const rows = new Map<string, TradeRow[]>();
  for (const trade of trades) {
    const name = keys[by](trade);
    const list = rows.get(name);
    if (list === undefined) rows.set(name, [trade]);
    else list.push(trade);
  }
  const size = (list: readonly TradeRow[]): number => Math.abs(profitMicros(list));
  const sorted = [...rows].sort(([a, first], [b, second]) => size(second) - size(first) || (a < b ? -1 : 1));
  const named = sorted.length <= most ? sorted : sorted.slice(0, most - 1);
  const rest = sorted.slice(named.length).flatMap(([, list]) => list);
  const groups = named.map(([name, list]) => groupOf(name, list, false));
  return rest.length === 0 ? groups : [...groups, groupOf(`${sorted.length - named.length} others`, rest, true)];
}

function groupOf(name: string, rows: readonly TradeRow[], isRest: boolean): TradeGroup {
  const trips = tripsOf(rows);
  return {
    name, isRest,
    trades: trips.length,
    open: rows.length - trips.length,
    profitUnits: unitsOf(profitMicros(rows)),
    feeUnits: unitsOf(trips.reduce((sum, { feesMicros }) => sum + feesMicros, 0)),
    figures: tradeFigures(trips),
  };
}

function profitMicros(rows: readonly TradeRow[]): number {
  return tripsOf(rows).reduce((sum, trip) => sum + trip.profitMicros, 0);
}

function tripsOf(rows: readonly TradeRow[]): readonly RoundTrip[] {
  return rows.flatMap(({ trip }) => (trip === undefined ? [] : [trip]));
}
