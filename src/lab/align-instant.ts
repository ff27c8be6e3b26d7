/** Pairs what two runs say at one instant: agent by agent, in order, by content. */
import type { Recorded } from '../core/event.js';
import { sameContent } from './compare-events.js';

export interface Pair {
  readonly a: Recorded | undefined;
  readonly b: Recorded | undefined;
  /** Whether both are there and say the same. */
  readonly same: boolean;
}

/** Returns pairs in the order of the second run; what only the first said comes where it stood. */
export function alignInstant(a: readonly Recorded[], b: readonly Recorded[]): Pair[] {
  const waiting = [...a];
  const pairs: Pair[] = [];
  for (const event of b) {
    const at = partnerOf(event, waiting);
    if (at < 0) pairs.push({ a: undefined, b: event, same: false });
    else {
      const [partner] = waiting.splice(at, 1);
      pairs.push({ a: partner, b: event, same: sameContent(partner, event) });
    }
  }
  for (const event of waiting) pairs.push({ a: event, b: undefined, same: false });
  return pairs;
}

/** The first equal event of the same agent; else its first of the same type; else none. */
function partnerOf(event: Recorded, waiting: readonly Recorded[]): number {
  const equal = waiting.findIndex((other) => other.agent === event.agent && other.type === event.type && sameContent(other, event));
  return equal >= 0 ? equal : waiting.findIndex((other) => other.agent === event.agent && other.type === event.type);
}
