/**
 * What every store of streams asks of a request before it looks at its streams: the rules on which
 * servers and their clients differ, or which they leave out, are kept here, once.
 */
import { APPEND_BYTES_MAX, type EncodedEvent, type Expected, type StoreRefusal, type StreamName } from './event-store.js';

export interface BatchTrouble {
  readonly code: StoreRefusal;
  readonly message: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const metadataBytes = (event: EncodedEvent): number => (event.metadata === undefined ? 0 : JSON.stringify(event.metadata).length);

/** Returns what counts against the limit: data, metadata and twice the type. */
export function bytesOf(event: EncodedEvent): number {
  return event.data.length + metadataBytes(event) + 2 * event.type.length;
}

/** Returns why a batch is not even sent, or `undefined`. */
export function batchTrouble(stream: StreamName, batch: readonly EncodedEvent[], expected: Expected): BatchTrouble | undefined {
  const invalid = (message: string): BatchTrouble => ({ code: 'stream-request-invalid', message });
  const name = nameTrouble(stream);
  if (name !== undefined) return invalid(name);
  if (batch.length === 0) return invalid('An append has at least one event (found none).');
  if (expected !== 'no_stream' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    return invalid(`An expected revision is "no_stream" or a whole number, 0 or more (found ${String(expected)}).`);
  }
  const event = batch.map(eventTrouble).find((trouble) => trouble !== undefined);
  if (event !== undefined) return invalid(event);
  if (new Set(batch.map(({ id }) => id)).size !== batch.length) return invalid('Every event of a batch has an id of its own (found one twice).');
  const bytes = batch.reduce((sum, one) => sum + bytesOf(one), 0);
  if (bytes <= APPEND_BYTES_MAX) return undefined;
  return { code: 'append-too-large', message: `An append has at most ${APPEND_BYTES_MAX} bytes (found ${bytes}).` };
}

/** Returns why nobody can have a stream of that name, or `undefined`. */
export function nameTrouble(stream: StreamName): string | undefined {
  if (stream === '') return 'A stream has a name (found an empty one).';
  return stream.startsWith('$') ? `A name that begins with "$" is the server's (found "${stream.slice(0, 60)}").` : undefined;
}

function eventTrouble({ id, type, data }: EncodedEvent): string | undefined {
  if (!UUID.test(id)) return `The id of an event is a UUID in small letters (found "${id.slice(0, 60)}").`;
  if (type === '' || type.startsWith('$')) return `The type of an event has a name of ours (found "${type.slice(0, 60)}").`;
  return data instanceof Uint8Array ? undefined : 'The data of an event are bytes.';
}
