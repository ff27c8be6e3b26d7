/**
 * Pending deliveries in their total order: (deliverAt, priority, seeded hash of (deliverAt, sender),
 * sender, sender's sequence, receiver). Every hop takes at least a microsecond, so an instant is complete
 * when it begins: a heap holds the instants, an array each instant's deliveries, and is sorted once.
 */
import { assert } from '../core/assert.js';
import type { AgentId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import { sha256 } from '../core/sha256.js';
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

/** Deliveries of one instant. Its array is used again and again, so `size` counts, not its length. */
export interface Bucket {
  at: Instant;
  readonly deliveries: Delivery[];
  size: number;
}

const SPARE_MAX = 64;
/** How many instants are remembered to be pushed to again; a run has few that are near. */
const RECENT = 4;

/**
 * A heap of buckets. Pushing looks for the bucket of its instant among the latest only, so an instant
 * may have several; they are joined when the instant is taken.
 */
export class DeliveryQueue {
  readonly #heap: Bucket[] = [];
  readonly #recent: (Bucket | undefined)[] = new Array<Bucket | undefined>(RECENT).fill(undefined);
  readonly #spare: Bucket[] = [];
  #oldest = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Returns when the next delivery is due, or Infinity. */
  nextAt(): Instant {
    return this.#heap.length === 0 ? Infinity : this.#heap[0].at;
  }

  push(at: Instant, delivery: Delivery): void {
    this.#length += 1;
    const bucket = this.#recentAt(at) ?? this.#begin(at);
    bucket.deliveries[bucket.size] = delivery;
    bucket.size += 1;
  }

  /** Takes out the next instant's deliveries, sorted. Give the bucket back with {@link recycle}. */
  takeInstant(): Bucket {
    const bucket = this.#takeFirst();
    while (this.#heap.length > 0 && this.#heap[0].at === bucket.at) this.#join(bucket, this.#takeFirst());
    this.#length -= bucket.size;
    if (bucket.size > 1) {
      bucket.deliveries.length = bucket.size;
      bucket.deliveries.sort(inOrder);
    }
    return bucket;
  }

  /** Gives everything that is queued, in no order. */
  *pending(): IterableIterator<{ readonly at: Instant; readonly delivery: Delivery }> {
    for (const { at, deliveries, size } of this.#heap) for (let i = 0; i < size; i += 1) yield { at, delivery: deliveries[i] };
  }

  recycle(bucket: Bucket): void {
    bucket.size = 0;
    if (this.#spare.length < SPARE_MAX) this.#spare.push(bucket);
  }

  #recentAt(at: Instant): Bucket | undefined {
    for (let i = 0; i < RECENT; i += 1) {
      const bucket = this.#recent[i];
      if (bucket !== undefined && bucket.at === at) return bucket;
    }
    return undefined;
  }

  #begin(at: Instant): Bucket {
    const bucket = this.#spare.pop() ?? { at, deliveries: [], size: 0 };
    bucket.at = at;
    this.#recent[this.#oldest] = bucket;
    this.#oldest = (this.#oldest + 1) % RECENT;
    siftUp(this.#heap, bucket);
    return bucket;
  }

  #takeFirst(): Bucket {
    const bucket = this.#heap[0];
    siftDown(this.#heap);
    for (let i = 0; i < RECENT; i += 1) if (this.#recent[i] === bucket) this.#recent[i] = undefined;
    return bucket;
  }

  #join(bucket: Bucket, other: Bucket): void {
    for (let i = 0; i < other.size; i += 1) bucket.deliveries[bucket.size + i] = other.deliveries[i];
    bucket.size += other.size;
    this.recycle(other);
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

function siftUp(heap: Bucket[], bucket: Bucket): void {
  let hole = heap.length;
  heap.push(bucket);
  while (hole > 0) {
    const parent = (hole - 1) >> 2;
    if (heap[parent].at <= bucket.at) break;
    heap[hole] = heap[parent];
    hole = parent;
  }
  heap[hole] = bucket;
}

function siftDown(heap: Bucket[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let hole = 0;
  for (;;) {
    const first = hole * 4 + 1;
    if (first >= heap.length) break;
    let least = first;
    const end = Math.min(first + 4, heap.length);
    for (let child = first + 1; child < end; child += 1) if (heap[child].at < heap[least].at) least = child;
    if (heap[least].at >= last.at) break;
    heap[hole] = heap[least];
    hole = least;
  }
  heap[hole] = last;
}

/** Returns the part that a seed or a sender has in {@link tieBreaker}. */
export function orderHash(text: string): number {
  return new DataView(sha256(text).buffer).getUint32(0);
}

/** Returns a 32-bit hash that is fair between senders over many instants. */
export function tieBreaker(seedHash: number, at: Instant, senderHash: number): number {
  let h = seedHash ^ senderHash;
  h = Math.imul(h ^ (at % 0x1_0000_0000 >>> 0), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13) ^ Math.floor(at / 0x1_0000_0000), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f);
  return (h ^ (h >>> 15)) >>> 0;
}
