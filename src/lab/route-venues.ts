/** Which rules each instrument is traded under, in a run with several venues. */
import type { VenueOptions } from '../exchange/venue-rules.js';
import type { Scenario } from './scenario/scenario-schema.js';
import type { OwnVenueSection } from './scenario/venue-schema.js';

/**
 * Returns the rules of every instrument that names a venue: what its venue says, over the rules of the
 * house; `undefined` where none does. Cash and margin are the account's, so one purse pays at all venues.
 */
export function routeVenues(rules: VenueOptions, { data, venues }: Pick<Scenario, 'data' | 'venues'>): Readonly<Record<string, VenueOptions>> | undefined {
  const routed = data.flatMap(({ instrument, venue }): [string, VenueOptions][] => {
    if (venue === undefined || venues === undefined) return [];
    const own = venues[venue] as OwnVenueSection;
    return [[instrument, { ...rules, ...own, name: venue }]];
  });
  return routed.length === 0 ? undefined : Object.fromEntries(routed);
}
