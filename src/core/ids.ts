/**
 * Deterministic ids. A run's id is a hash of its identity; an event's id is a hash of its run and
 * offset. Two executions of one identity are the same run, so they give the same ids.
 */
import type { EventId, RunId } from './brand.js';
import { hex, sha256 } from './sha256.js';
import { canonicalJson } from './canonical.js';

/** Returns the UUIDv8 that names everything run under this identity. */
export function runIdOf(identity: unknown): RunId {
  return uuidV8(sha256(`hivetape/run/v1\n${canonicalJson(identity)}`)) as RunId;
}

/** Returns the UUIDv8 of one event. Computed where it is needed (borders, display), never stored. */
export function eventIdOf(run: RunId, offset: number): EventId {
  return uuidV8(sha256(`hivetape/event/v1\n${run}\n${offset}`)) as EventId;
}

function uuidV8(digest: Uint8Array): string {
  const bytes = digest.slice(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
