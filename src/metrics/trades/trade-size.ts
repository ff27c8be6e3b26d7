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
  fees: { id: 'fees', unit: 'money', convention: 'fees of both sides, rebates negative' },
  profit: { id: 'trade-profit', unit: 'money', convention: 'sum of profits, net of all costs' },
} as const satisfies Record<string, FigureHead>;

/** Returns the single results in a fixed order: averages, best, worst, total profit, total fees. */
export function tradeSizes(trips: RoundTrips): readonly Figure[] {
  const money = (trip: RoundTrip): number => unitsOf(trip.profitMicros);
  const ratio = (trip: RoundTrip): number => trip.returnRatio;
  return [
    over(heads.average, trips, () => unitsOf(profitOf(trips)) / trips.length),
    over(heads.averageReturn, trips, () => mean(trips.map(ratio))),
    over(heads.best, trips, () => greatest(trips.map(money))),
    over(heads.bestReturn, trips, () => greatest(trips.map(ratio))),
    over(heads.worst, trips, () => -greatest(trips.map((trip) => -money(trip)))),
    over(heads.worstReturn, trips, () => -greatest(trips.map((trip) => -ratio(trip)))),
    figure(heads.profit, trips.length, unitsOf(profitOf(trips))),
    figure(heads.fees, trips.length, unitsOf(trips.reduce((total, trip) => total + trip.feesMicros, 0))),
  ];
}

function over(head: FigureHead, trips: RoundTrips, compute: () => number): Figure {
  return trips.length === 0 ? missing(head, 0, 'too-few') : figure(head, trips.length, compute());
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
