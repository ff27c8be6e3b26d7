/**
 * Which order ids were seen before, in a memory that does not grow with the number of orders. Ids named
 * after their owner (`trader-1`, `trader-2`, …) are forgotten one by one, down to the highest number that
 * was forgotten: below it every number counts as used. Other ids cannot be summed up so; they are
 * remembered for good, up to a stated number.
 */
import type { Order } from '../domain/order.js';

/** Plain data, changed in place. */
export interface OrderMemory {
  /** Offset of the event that brought an id: of the latest ids of the form owner-number, and of all others. */
  readonly offsets: Record<string, number>;
  /** The ids of the form owner-number that are still known one by one; a ring. */
  readonly latest: string[];
  /** Where the ring goes on. */
  next: number;
  /** By owner: every number up to this one counts as used. */
  readonly usedUpTo: Record<string, number>;
  /** How many ids of other forms are remembered. */
  others: number;
}

/** More than can be under way at once, so that a delivery that is repeated is still told from a second order. */
const LATEST_MAX = 4_096;
/** Ids of other forms that one run may use. */
export const OTHER_IDS_MAX = 200_000;
/** What {@link offsetOf} returns for an id that was used so long ago that its offset is forgotten. */
export const LONG_AGO = -1;

type Name = Pick<Order, 'id' | 'owner'>;

export function emptyOrderMemory(): OrderMemory {
  return { offsets: {}, latest: [], next: 0, usedUpTo: {}, others: 0 };
}

/** Returns the offset that the id was remembered with, {@link LONG_AGO}, or `undefined` if it is new. */
export function offsetOf({ offsets, usedUpTo }: OrderMemory, name: Name): number | undefined {
  if (Object.hasOwn(offsets, name.id)) return offsets[name.id];
  const number = numberOf(name);
  return number !== undefined && Object.hasOwn(usedUpTo, name.owner) && number <= usedUpTo[name.owner] ? LONG_AGO : undefined;
}

/** Tells whether a new id could still be remembered. */
export function hasRoom(memory: OrderMemory, name: Name): boolean {
  return memory.others < OTHER_IDS_MAX || numberOf(name) !== undefined;
}

/** Remembers an id the first time; afterwards, and where there is no room, nothing changes. */
export function rememberOrder(memory: OrderMemory, name: Name, offset: number): void {
  if (offsetOf(memory, name) !== undefined || !hasRoom(memory, name)) return;
  memory.offsets[name.id] = offset;
  if (numberOf(name) === undefined) {
    memory.others += 1;
    return;
  }
  const { latest, next } = memory;
  if (next < latest.length) forget(memory, latest[next]);
  latest[next] = name.id;
  memory.next = (next + 1) % LATEST_MAX;
}

/** Returns whom an id is named after: all before its last dash, empty if there is none. */
export function nameIn(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('-')));
}

function forget({ offsets, usedUpTo }: OrderMemory, id: string): void {
  delete offsets[id];
  const owner = nameIn(id);
  const number = Number(id.slice(owner.length + 1));
  usedUpTo[owner] = Math.max(number, Object.hasOwn(usedUpTo, owner) ? usedUpTo[owner] : 0);
}

/** Returns the number of an id that is its owner's name, a dash and a plain whole number. */
function numberOf({ id, owner }: Name): number | undefined {
  if (nameIn(id) !== owner || owner === '__proto__') return undefined;
  const digits = id.slice(owner.length + 1);
  const number = Number(digits);
  return Number.isSafeInteger(number) && number >= 0 && String(number) === digits ? number : undefined;
}
