/** The longest run of wins and of losses, in the order in which round trips closed. An even ends either. */
import { figure, type Figure, type FigureHead } from '../figure.js';
import type { RoundTrips } from './round-trip.js';

const winHead: FigureHead = { id: 'longest-win-streak', unit: 'count', convention: 'consecutive wins, evens end it' };
const lossHead: FigureHead = { id: 'longest-loss-streak', unit: 'count', convention: 'consecutive losses, evens end it' };

/** Returns the length of the longest run of wins. */
export function longestWinStreak(trips: RoundTrips): Figure {
  return figure(winHead, trips.length, longestRun(trips, 1));
}

/** Returns the length of the longest run of losses. */
export function longestLossStreak(trips: RoundTrips): Figure {
  return figure(lossHead, trips.length, longestRun(trips, -1));
}

function longestRun(trips: RoundTrips, sign: 1 | -1): number {
  let run = 0;
  let longest = 0;
  for (const trip of trips) {
    run = Math.sign(trip.profitMicros) === sign ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
