/**
 * How many voices a proposal needs so that f liars among n members can do no harm. Two sets of that many
 * members share more than f, so at least one honest one; and of that many, most of the honest are part.
 */
import { assert } from '../core/assert.js';

/** Tells whether n members can bear f liars at all: n ≥ 3 f + 1. Source: Pease, Shostak and Lamport, 1980. */
export function toleratesLiars(members: number, liarsMax: number): boolean {
  assert(Number.isSafeInteger(liarsMax) && liarsMax >= 0, 'The number of liars is a whole number, 0 or more', { liarsMax });
  return members >= 3 * liarsMax + 1;
}

/** Returns the voices that are needed: more than (n + f) / 2. All honest members together are always enough. */
export function voicesNeeded(members: number, liarsMax: number): number {
  assert(toleratesLiars(members, liarsMax), 'A council that tolerates f liars has at least 3 f + 1 members', { members, liarsMax });
  return Math.floor((members + liarsMax) / 2) + 1;
}
