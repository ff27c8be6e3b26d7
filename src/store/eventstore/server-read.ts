/**
 * Reading from a server: history, one event at a time. A read that is cut goes on behind the last event
 * it gave, so a reader sees neither the cut nor an event twice.
 */
import { HivetapeError } from '../../core/errors.js';
import { checkpointOf, positionOf } from '../checkpoint.js';
import type { Revision, StoredEvent, StoreRange, StreamName, StreamRange } from '../event-store.js';
import { checkLimit } from '../stream-errors.js';
import { Patience } from './patience.js';
import type { ServerClient, ServerReadable, ServerResolved } from './server-client.js';
import type { Reading } from './server-limits.js';
import { errorOfServer, unreachable } from './server-outcome.js';
import { ServerPull } from './server-pull.js';

/** How a read is asked for, and how it is asked for again behind what was given. */
interface Asking {
  readonly stream: StreamName;
  readonly open: (client: ServerClient, last: StoredEvent | undefined, rest: number | undefined) => ServerReadable;
  /** Whether an event that comes has been given already: positions are read inclusively. */
  readonly isGiven: (event: StoredEvent, last: StoredEvent | undefined) => boolean;
  /** Whether nothing can lie behind the last event. */
  readonly isLast: (last: StoredEvent) => boolean;
  readonly limit: number;
}

export function readServerStream(reading: Reading, stream: StreamName, { from, backwards = false, limit = Infinity }: StreamRange): AsyncIterable<StoredEvent> {
  const direction = backwards ? 'backwards' : 'forwards';
  return readOn(reading, {
    stream,
    limit,
    open: (client, last, rest) => {
      const next = last === undefined ? from : last.revision + (backwards ? -1 : 1);
      const start = next === undefined ? (backwards ? 'end' : 'start') : BigInt(next);
      return client.readStream(stream, { direction, fromRevision: start, requiresLeader: true, ...(rest !== undefined && { maxCount: rest }) });
    },
    isGiven: () => false,
    isLast: ({ revision }) => backwards && revision === 0,
  });
}

export function readServerAll(reading: Reading, { from, backwards = false, limit = Infinity }: StoreRange): AsyncIterable<StoredEvent> {
  const direction = backwards ? 'backwards' : 'forwards';
  return readOn(reading, {
    stream: '$all',
    limit,
    open: (client, last) => {
      const next = last?.checkpoint ?? from;
      const start = next === undefined ? (backwards ? 'end' : 'start') : positionOf(next);
      return client.readAll({ direction, fromPosition: start, requiresLeader: true });
    },
    isGiven: ({ checkpoint }, last) => last !== undefined && (backwards ? checkpoint >= last.checkpoint : checkpoint <= last.checkpoint),
    isLast: () => false,
  });
}

async function* readOn(reading: Reading, asking: Asking): AsyncGenerator<StoredEvent> {
  checkLimit(asking.limit);
  const patience = new Patience(reading.limits.retry);
  let last: StoredEvent | undefined;
  let given = 0;
  while (given < asking.limit && (last === undefined || !asking.isLast(last))) {
    try {
      for await (const event of readOnce(reading, asking, { last, given })) {
        patience.renew();
        last = event;
        given += 1;
        yield event;
      }
      return;
    } catch (error) {
      await patience.pauseAfter(error);
    }
  }
}

interface Progress {
  readonly last: StoredEvent | undefined;
  readonly given: number;
}

async function* readOnce(reading: Reading, asking: Asking, { last, given }: Progress): AsyncGenerator<StoredEvent> {
  const client = reading.connection.client();
  let rest = asking.limit - given;
  const pull = new ServerPull(asking.open(client, last, Number.isFinite(rest) ? rest : undefined));
  try {
    let resolved = await nextOf(pull, { reading, asking, client });
    while (resolved !== undefined && rest > 0) {
      const event = storedEvent(resolved);
      const isWanted = event !== undefined && !asking.isGiven(event, last);
      if (isWanted) rest -= 1;
      if (isWanted) yield event;
      resolved = rest === 0 ? undefined : await nextOf(pull, { reading, asking, client });
    }
  } finally {
    await pull.stop();
  }
}

/** Returns the next event of a read, `undefined` at its end. */
async function nextOf(pull: ServerPull, { reading, asking, client }: { reading: Reading; asking: Asking; client: ServerClient }): Promise<ServerResolved | undefined> {
  const { connection, limits } = reading;
  const pulled = await pull.next(limits.answerMsMax);
  switch (pulled.kind) {
    case 'event':
      return pulled.resolved;
    case 'error':
      throw errorOfServer(pulled.error, asking.stream);
    case 'quiet':
      connection.replace(client);
      throw unreachable(`nothing for ${limits.answerMsMax} ms while reading`);
    default:
      return undefined;
  }
}

/** Returns an event as we know it; `undefined` for one of the system. Throws `stored-event-removed`. */
export function storedEvent({ event, link }: ServerResolved): StoredEvent | undefined {
  if (event === undefined) {
    const place = link === undefined ? 'an unknown place' : `"${link.streamId}" at ${link.revision}`;
    throw new HivetapeError('stored-event-removed', `A stored event has its body (found none at ${place}).`);
  }
  if (event.type.startsWith('$') || event.streamId.startsWith('$')) return undefined;
  const { streamId: stream, id, type, data, position } = event;
  const bytes = data instanceof Uint8Array ? data : new Uint8Array();
  return { stream, revision: revisionOf(event.revision), checkpoint: checkpointOf(position ?? { commit: 0n, prepare: 0n }), id, type, data: bytes };
}

function revisionOf(revision: bigint): Revision {
  if (revision <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(revision);
  throw new HivetapeError('stream-request-invalid', `A revision is a whole number that a double holds exactly (found ${revision}).`);
}
