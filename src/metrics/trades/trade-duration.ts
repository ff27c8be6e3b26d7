/** How long positions were held, from the first fill to the last, in days and parts of days. */
import { DAY } from '../../core/instant.js';
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { ascending, percentileOfSorted } from '../numbers/percentile.js';
import type { RoundTrips } from './round-trip.js';

const heads = {
  mean: { id: 'trade-duration-mean', unit: 'days', convention: 'mean of calendar days held' },
  median: { id: 'trade-duration-median', unit: 'days', convention: 'median of calendar days held' },
  longest: { id: 'trade-duration-max', unit: 'days', convention: 'longest of calendar days held' },
} as const satisfies Record<string, FigureHead>;

/** Returns mean, median and longest duration, in this order. */
export function tradeDurations(trips: RoundTrips): readonly Figure[] {
  const all = [heads.mean, heads.median, heads.longest];
  if (trips.length === 0) return all.map((head) => missing(head, 0, 'too-few'));
  const days = ascending(trips.map((trip) => (trip.closedAt - trip.openedAt) / DAY));
  const values = [mean(days), percentileOfSorted(days, 0.5), days[days.length - 1]];
  return all.map((head, index) => figure(head, trips.length, values[index]));
}
