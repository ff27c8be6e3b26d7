/** Where a day begins: dates of corporate actions and of symbols mean the day of the exchange. */
import type { Instant } from '../../core/instant.js';
import { timeZone } from '../../host/time-zone.js';

/**
 * Returns what tells the midnight of a zone for a midnight that was read as if it were UTC. Without a zone it is UTC's, which lies
 * between the sessions of most exchanges. A midnight that the clocks skipped is taken with the offset from before.
 */
export function dayStarts(zone: string | undefined): (midnight: Instant) => Instant {
  if (zone === undefined) return (midnight) => midnight;
  const clock = timeZone(zone);
  return (midnight) => {
    const instant = clock.instantOf(midnight);
    return typeof instant === 'number' ? instant : midnight - clock.offsetUsAt(midnight);
  };
}
