/** What the trade figures need to know of a round trip, from flat to flat. Money is accounted, so sums are exact. */
import type { Micros } from '../../core/fixed-point.js';
import type { Instant } from '../../core/instant.js';

export interface RoundTrip {
  /** Net of all costs, in the account's currency. */
  readonly profitMicros: Micros;
  /** Profit ÷ value at entry, a fraction; `undefined` if nothing was paid to enter. */
  readonly returnRatio: number | undefined;
  readonly openedAt: Instant;
  readonly closedAt: Instant;
  /** All fees of both sides; negative for a rebate. */
  readonly feesMicros: Micros;
  /** What was at risk at entry, where a stop existed. */
  readonly riskMicros?: Micros;
  /** Deepest open loss, ≤ 0, and highest open gain, ≥ 0, as fractions of the entry price, where they were watched. */
  readonly maxAdverse?: number;
  readonly maxFavourable?: number;
}

export type RoundTrips = readonly RoundTrip[];

/** Round trips by their result. Evens are neither won nor lost. */
export interface Results {
  readonly wins: RoundTrips;
  readonly losses: RoundTrips;
  readonly evens: RoundTrips;
}

export function resultsOf(trips: RoundTrips): Results {
  return {
    wins: trips.filter((trip) => trip.profitMicros > 0),
    losses: trips.filter((trip) => trip.profitMicros < 0),
    evens: trips.filter((trip) => trip.profitMicros === 0),
  };
}

/** Returns the exact sum of profits. */
export function profitOf(trips: RoundTrips): Micros {
  return trips.reduce((total, trip) => total + trip.profitMicros, 0);
}
