/** System quality number: how many standard errors the mean profit lies from zero. Source: Tharp (2008). */
import { unitsOf } from '../../core/fixed-point.js';
import { missing, quotient, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { deviation } from '../numbers/deviation.js';
import type { RoundTrips } from './round-trip.js';

const head: FigureHead = { id: 'sqn', unit: 'ratio', convention: 'sqrt(n)*mean/sd(ddof 1) of profit' };

/** Returns √n·mean ÷ σ of profits; two round trips or more. */
export function sqn(trips: RoundTrips): Figure {
  if (trips.length < 2) return missing(head, trips.length, 'too-few');
  const profits = trips.map((trip) => unitsOf(trip.profitMicros));
  const over = Math.sqrt(trips.length) * mean(profits);
  return quotient(head, trips.length, { over, under: deviation(profits), ifZero: 'no-variance' });
}
