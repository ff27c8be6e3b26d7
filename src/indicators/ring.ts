/**
 * The last n numbers in a plain array that is written round and round: plain data, no growth, O(1).
 * Typed arrays would be no smaller in JSON and do not survive it.
 */

export interface Ring {
  readonly items: number[];
  /** Where the next number goes: the place of the oldest once the ring is full. */
  next: number;
  /** How many numbers it holds, at most as many as it has places. */
  count: number;
}

export function startRing(size: number): Ring {
  return { items: new Array<number>(size).fill(0), next: 0, count: 0 };
}

/** Returns the number that is pushed out, 0 while the ring is not yet full. */
export function pushRing(ring: Ring, value: number): number {
  const { items, next } = ring;
  const size = items.length;
  const oldest = items[next];
  items[next] = value;
  ring.next = next + 1 === size ? 0 : next + 1;
  if (ring.count < size) {
    ring.count += 1;
    return 0;
  }
  return oldest;
}

export function isFull(ring: Ring): boolean {
  return ring.count === ring.items.length;
}

/** Returns the oldest number of a full ring. */
export function oldestOf(ring: Ring): number {
  return ring.items[ring.next];
}
