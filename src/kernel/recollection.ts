/** One thing that an agent took in: a delivery, or a word of its own. What a lost mind is put together from. */
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';

export interface Recollection {
  readonly event: Recorded;
  readonly at: Instant;
  readonly isOwn: boolean;
}
