/**
 * Pending deliveries in their total order: (deliverAt, priority, seeded hash of (deliverAt, sender),
 * sender, sender's sequence, receiver). Every hop takes at least a microsecond, so an instant is complete
 * when it begins: a heap holds the instants, an array each instant's deliveries, and is sorted once.
 */
import { assert } from '../core/assert.js';
import type { AgentId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Seat } from './seat.js';

export interface Delivery {
  readonly event: Recorded;
  readonly receivers: readonly Seat[];
  readonly priority: number;
  /** Fair tie-breaker between senders at one instant. */
  readonly hash: number;
  /** Breaks a collision of hashes, by code units. */
  readonly sender: AgentId;
  readonly sequence: number;
}

/** The deliveries of one instant. Its array is used again and again, so `size` counts, not its length. */
export interface Bucket {
  readonly deliveries: Delivery[];
  size: number;
}

const SPARE_MAX = 64;

export class DeliveryQueue {
  readonly #times: Instant[] = [];
  readonly #buckets = new Map<Instant, Bucket>();
  readonly #spare: Bucket[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Returns when the next delivery is due, or Infinity. */
  nextAt(): Instant {
    return this.#times.length === 0 ? Infinity : this.#times[0];
  }

  push(at: Instant, delivery: Delivery): void {
    this.#length += 1;
    let bucket = this.#buckets.get(at);
    if (bucket === undefined) {
      bucket = this.#spare.pop() ?? { deliveries: [], size: 0 };
      this.#buckets.set(at, bucket);
      siftUp(this.#times, at);
    }
    bucket.deliveries[bucket.size] = delivery;
    bucket.size += 1;
  }

  /** Takes out the next instant's deliveries, sorted. Give the bucket back with {@link recycle}. */
  takeInstant(): Bucket {
    const at = this.#times[0];
    siftDown(this.#times);
    const bucket = this.#buckets.get(at);
    assert(bucket !== undefined, 'Each instant in the heap has its deliveries');
    this.#buckets.delete(at);
    this.#length -= bucket.size;
    if (bucket.size > 1) {
      bucket.deliveries.length = bucket.size;
      bucket.deliveries.sort(inOrder);
    }
    return bucket;
  }

  recycle(bucket: Bucket): void {
    bucket.size = 0;
    if (this.#spare.length < SPARE_MAX) this.#spare.push(bucket);
  }
}

function inOrder(a: Delivery, b: Delivery): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  if (a.hash !== b.hash) return a.hash - b.hash;
  if (a.sender !== b.sender) return a.sender < b.sender ? -1 : 1;
  return a.sequence === b.sequence ? byReceiver(a, b) : a.sequence - b.sequence;
}

/** Links with jitter may bring one message to several receivers at one instant, each by an entry of its own. */
function byReceiver(a: Delivery, b: Delivery): number {
  if (a === b) return 0;
  const [one, other] = [a.receivers[0].id, b.receivers[0].id];
  assert(one !== other, 'The order of deliveries never ties', { sender: a.sender, sequence: a.sequence });
  return one < other ? -1 : 1;
}

function siftUp(times: Instant[], at: Instant): void {
  let hole = times.length;
  times.push(at);
  while (hole > 0) {
    const parent = (hole - 1) >> 2;
    if (times[parent] <= at) break;
    times[hole] = times[parent];
    hole = parent;
  }
  times[hole] = at;
}

function siftDown(times: Instant[]): void {
  const last = times.pop();
  if (last === undefined || times.length === 0) return;
  let hole = 0;
  for (;;) {
    const first = hole * 4 + 1;
    if (first >= times.length) break;
    let least = first;
    const end = Math.min(first + 4, times.length);
    for (let child = first + 1; child < end; child += 1) if (times[child] < times[least]) least = child;
    if (times[least] >= last) break;
    times[hole] = times[least];
    hole = least;
  }
  times[hole] = last;
}

/** Returns a 32-bit hash that is fair between senders over many instants. */
export function tieBreaker(seedHash: number, at: Instant, senderHash: number): number {
  let h = seedHash ^ senderHash;
  h = Math.imul(h ^ (at % 0x1_0000_0000 >>> 0), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13) ^ Math.floor(at / 0x1_0000_0000), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f);
  return (h ^ (h >>> 15)) >>> 0;
}
