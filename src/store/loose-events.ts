/** Events that were made durable before their block was full, as they lie in the tail file. */
import type { Recorded } from '../core/event.js';

/** Returns those that go on from an offset without a gap; a later frame may repeat what an earlier one held. */
export function eventsFollowing(tail: readonly Recorded[], from: number): readonly Recorded[] {
  const events: Recorded[] = [];
  for (const event of tail) if (event.offset === from + events.length) events.push(event);
  return events;
}
