/**
 * The event JSON of the borders: one event of a log as canonical bytes, and back. With the column
 * blocks it is the other canonical form of the same facts, and nothing is lost between the two.
 */
import type { AgentId, RunId } from '../core/brand.js';
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { NOBODY, type Recorded } from '../core/event.js';
import { eventIdOf } from '../core/ids.js';
import { bytesOfText, textOfBytes } from '../host/text-native.js';
import type { EncodedEvent, StreamName } from './event-store.js';

const STREAM_OF_RUN = 'hivetape-run-';

/** Returns the stream that holds a run: its revisions are the run's offsets. */
export function streamOfRun(run: RunId): StreamName {
  return `${STREAM_OF_RUN}${run}`;
}

/** Returns one event for a store of streams. Throws `value-not-canonical`. */
export function encodeEvent(run: RunId, event: Recorded): EncodedEvent {
  return {
    id: eventIdOf(run, event.offset),
    type: event.type,
    data: bytesOfText(canonicalJson(event)),
    metadata: { $correlationId: `${run}/${event.correlation}`, $causationId: `${run}/${event.causation}` },
  };
}

/** Returns the event that the bytes hold. Throws `log-damaged` if they hold none, or not in its one canonical form. */
export function decodeEvent(data: Uint8Array): Recorded {
  const text = textOfBytes(data);
  let event: Recorded;
  try {
    const found = JSON.parse(text) as Recorded;
    event = { ...found, to: found.to.length === 0 ? NOBODY : [...found.to] };
  } catch {
    throw notAnEvent(text);
  }
  if (!isEnvelope(event) || canonicalJson(event) !== text) throw notAnEvent(text);
  return event;
}

const KEYS = ['agent', 'causation', 'correlation', 'data', 'deliverAt', 'offset', 'time', 'to', 'topic', 'type', 'version'];
const numbers = ['causation', 'correlation', 'deliverAt', 'offset', 'time', 'version'] as const;

function isEnvelope(event: Recorded): boolean {
  const keys = Object.keys(event).sort((a, b) => (a < b ? -1 : 1));
  const texts: readonly unknown[] = [event.agent satisfies AgentId, event.topic, event.type, ...event.to];
  return keys.join() === KEYS.join() && numbers.every((name) => Number.isSafeInteger(event[name])) && texts.every((text) => typeof text === 'string');
}

function notAnEvent(text: string): HivetapeError {
  return new HivetapeError('log-damaged', `A stored event is the canonical JSON of an event of a log (found ${text.slice(0, 80)}).`);
}
