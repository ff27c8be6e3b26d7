/**
 * Who can be heard by whom. A network may be wired so that some are out of each other's reach; then what one says never
 * comes to the other, whoever it names. The kernel asks when it works out a route; what a wire is, is not its business.
 */
import type { AgentId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';

export interface Reach {
  /** Tells whether what one says can come to the other. The same answer until {@link hasTurned} says otherwise. */
  allows(from: AgentId, to: AgentId): boolean;
  /** Tells, once for each change, whether who can be heard by whom is different at this instant. Asked before anything is sent. */
  hasTurned(now: Instant): boolean;
  /** Hears every event as it is recorded, also in a replay: wires change by the log. */
  recorded(event: Recorded): void;
  /** Returns what it remembers, as plain data. */
  place(): unknown;
  /** Goes on with what {@link place} returned. */
  goOn(place: unknown): void;
}
