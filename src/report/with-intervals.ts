/** Puts bootstrap intervals beside the main figures of a report: how much of a figure is the luck of one record. */
import { DAY, parseInstant } from '../core/instant.js';
import { bootstrapIntervals } from '../metrics/bootstrap/intervals.js';
import type { Conventions, FigureGroup, Performance } from './performance.js';

/** Returns the performance with an interval beside each main figure that has a value. The same log has the same intervals. */
export function withIntervals(performance: Performance, { periodsPerYear, riskFreeAnnual }: Conventions): Performance {
  const drawn = bootstrapIntervals(performance.returns, { periodsPerYear, riskFreeAnnual, ...yearsOf(performance) });
  if (drawn.length === 0) return performance;
  const intervals = new Map(drawn.map(({ id, ...interval }) => [id, interval]));
  const rowOf = (row: FigureGroup['rows'][number]): FigureGroup['rows'][number] => {
    const interval = row.own.value === null ? undefined : intervals.get(row.own.id);
    return interval === undefined ? row : { ...row, own: { ...row.own, interval } };
  };
  return { ...performance, groups: performance.groups.map((group) => ({ ...group, rows: group.rows.map(rowOf) })) };
}

/** Returns the calendar years of the record, as the annual growth counts them. */
function yearsOf({ dates, returns }: Performance): { readonly years?: number } {
  if (returns.length === 0 || dates.length <= returns.length) return {};
  const days = (parseInstant(dates[returns.length]) - parseInstant(dates[0])) / DAY;
  return days > 0 ? { years: days / 365.25 } : {};
}
