/** Single results: the average, best and worst round trip, in money and as a return, and the fees of all. */
import { unitsOf } from '../../core/fixed-point.js';
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { profitOf, type RoundTrip, type RoundTrips } from './round-trip.js';

const heads = {
  average: { id: 'avg-trade', unit: 'money', convention: 'mean profit' },
  averageReturn: { id: 'avg-trade-return', unit: 'fraction', convention: 'mean return on entry value' },
  best: { id: 'best-trade', unit: 'money', convention: 'largest profit' },
  bestReturn: { id: 'best-trade-return', unit: 'fraction', convention: 'largest return on entry value' },
  worst: { id: 'worst-trade', unit: 'money', convention: 'smallest profit' },
  worstReturn: { id: 'worst-trade-return', unit: 'fraction', convention: 'smallest return on entry value' },
  adverse: { id: 'avg-mae', unit: 'fraction', convention: 'mean deepest open loss on entry price' },
  favourable: { id: 'avg-mfe', unit: 'fraction', convention: 'mean highest open gain on entry price' },
  fees: { id: 'fees', unit: 'money', convention: 'fees of both sides, rebates negative' },
  profit: { id: 'trade-profit', unit: 'money', convention: 'sum of profits, net of all costs' },
} as const satisfies Record<string, FigureHead>;

/** Returns the single results in a fixed order: averages, best, worst, excursions, total profit, total fees. */
export function tradeSizes(trips: RoundTrips): readonly Figure[] {
  const money = trips.map((trip) => unitsOf(trip.profitMicros));
  const ratios = present(trips, (trip) => trip.returnRatio);
  return [
    over(heads.average, money, () => unitsOf(profitOf(trips)) / trips.length),
    over(heads.averageReturn, ratios, mean),
    over(heads.best, money, greatest),
    over(heads.bestReturn, ratios, greatest),
    over(heads.worst, money, least),
    over(heads.worstReturn, ratios, least),
    over(heads.adverse, present(trips, (trip) => trip.maxAdverse), mean),
    over(heads.favourable, present(trips, (trip) => trip.maxFavourable), mean),
    figure(heads.profit, trips.length, unitsOf(profitOf(trips))),
    figure(heads.fees, trips.length, unitsOf(trips.reduce((total, trip) => total + trip.feesMicros, 0))),
  ];
}

/** Returns what is known of each round trip; what is not is left out, and `n` says so. */
function present(trips: RoundTrips, read: (trip: RoundTrip) => number | undefined): readonly number[] {
  return trips.map(read).filter((value) => value !== undefined);
}

function over(head: FigureHead, values: readonly number[], compute: (values: readonly number[]) => number): Figure {
  return values.length === 0 ? missing(head, 0, 'too-few') : figure(head, values.length, compute(values));
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

function least(values: readonly number[]): number {
  return values.reduce((lowest, value) => Math.min(lowest, value), Infinity);
}
