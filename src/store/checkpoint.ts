/** Places in a store as text: two numbers of fixed width, so that texts compare like places. */
import { assert } from '../core/assert.js';
import type { Checkpoint } from './event-store.js';

const DIGITS = 20;

export interface StorePosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export function checkpointOf({ commit, prepare }: StorePosition): Checkpoint {
  return `${digits(commit)}/${digits(prepare)}` as Checkpoint;
}

export function positionOf(checkpoint: Checkpoint): StorePosition {
  const [commit, prepare] = checkpoint.split('/');
  assert(prepare !== undefined, 'A checkpoint comes from this store', { checkpoint });
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}

function digits(value: bigint): string {
  return value.toString().padStart(DIGITS, '0');
}
