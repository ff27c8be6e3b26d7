/**
 * Following a server: history, then what is written, for as long as one likes. A connection that broke
 * or fell silent is replaced, and asked for what comes after the last event; what it says twice is
 * dropped, and a gap is an error.
 */
import { HivetapeError } from '../../core/errors.js';
import { checkpointOf, positionOf } from '../checkpoint.js';
import type { Checkpoint, EventFilter, Revision, Signal, StoredEvent, StreamName, Subscription } from '../event-store.js';
import { Patience } from './patience.js';
import type { ServerClient, ServerFilter, ServerPosition, ServerReadable } from './server-client.js';
import { errorOfServer, unreachable } from './server-outcome.js';
import { ServerPull, type Pulled } from './server-pull.js';
import { storedEvent } from './server-read.js';
import type { Reading } from './server-limits.js';

interface Wish {
  /** Absent: all streams. */
  readonly stream?: StreamName;
  readonly after?: Revision | Checkpoint;
  readonly filter?: EventFilter;
}

/** Where a follower is: behind the last event it was given, or behind what did not pass its filter. */
interface Place {
  revision: Revision;
  checkpoint: Checkpoint | undefined;
}

interface Ending {
  isEnded: boolean;
  pull: ServerPull | undefined;
}

export function followServer(reading: Reading, wish: Wish): Subscription {
  const ending: Ending = { isEnded: false, pull: undefined };
  return {
    [Symbol.asyncIterator]: () => signals(reading, wish, ending),
    unsubscribe: async () => {
      ending.isEnded = true;
      await ending.pull?.stop();
    },
  };
}

async function* signals(reading: Reading, wish: Wish, ending: Ending): AsyncGenerator<Signal> {
  const place: Place = {
    revision: typeof wish.after === 'number' ? wish.after : -1,
    checkpoint: typeof wish.after === 'string' ? wish.after : undefined,
  };
  const patience = new Patience(reading.limits.retry);
  while (!ending.isEnded) {
    try {
      for await (const signal of listen(reading, { wish, place, ending })) {
        patience.renew();
        yield signal;
      }
    } catch (error) {
      if (ending.isEnded) return;
      await patience.pauseAfter(error);
    }
  }
}

interface Listening {
  readonly wish: Wish;
  readonly place: Place;
  readonly ending: Ending;
}

/** Gives the signals of one connection, until it ends or falls silent. */
async function* listen({ connection, limits }: Reading, { wish, place, ending }: Listening): AsyncGenerator<Signal> {
  const client = connection.client();
  const told: { reached: (position: ServerPosition) => void } = { reached: () => undefined };
  const pull = new ServerPull(open(client, { wish, place, reached: (position) => told.reached(position) }));
  told.reached = (position) => pull.reached(position);
  ending.pull = pull;
  try {
    while (!ending.isEnded) {
      const pulled = await pull.next(limits.quietMsMax);
      if (ending.isEnded) return;
      if (pulled.kind === 'quiet') return connection.replace(client);
      const signal = signalOf(pulled, wish, place);
      if (signal !== undefined) yield signal;
    }
  } finally {
    await pull.stop();
  }
}

/** Returns what a follower is told, and moves its place on; `undefined` for what it knows. */
function signalOf(pulled: Pulled, wish: Wish, place: Place): Signal | undefined {
  switch (pulled.kind) {
    case 'event': {
      const event = storedEvent(pulled.resolved);
      return event !== undefined && isNew(event, wish, place) ? { kind: 'event', event } : undefined;
    }
    case 'checkpoint':
      place.checkpoint = checkpointOf(pulled.position);
      return { kind: 'checkpoint', checkpoint: place.checkpoint };
    case 'caught-up':
      return pulled;
    case 'error':
      throw errorOfServer(pulled.error, wish.stream ?? '$all');
    default:
      throw unreachable('the end of a subscription');
  }
}

/** Moves the place on. Throws `stream-conflict` for a gap. */
function isNew(event: StoredEvent, { stream }: Wish, place: Place): boolean {
  if (stream === undefined) {
    if (place.checkpoint !== undefined && event.checkpoint <= place.checkpoint) return false;
    place.checkpoint = event.checkpoint;
    return true;
  }
  if (event.revision <= place.revision) return false;
  const isGap = event.revision !== place.revision + 1 && place.revision >= 0;
  if (isGap) throw new HivetapeError('stream-conflict', `"${stream}" goes on at ${place.revision + 1} (found ${event.revision}).`, { values: { stream } });
  place.revision = event.revision;
  return true;
}

interface Opening {
  readonly wish: Wish;
  readonly place: Place;
  readonly reached: (position: ServerPosition) => void;
}

function open(client: ServerClient, { wish: { stream, filter }, place, reached }: Opening): ServerReadable {
  if (stream !== undefined) {
    return client.subscribeToStream(stream, { fromRevision: place.revision < 0 ? 'start' : BigInt(place.revision), requiresLeader: true });
  }
  const fromPosition = place.checkpoint === undefined ? 'start' : positionOf(place.checkpoint);
  return client.subscribeToAll({ fromPosition, requiresLeader: true, ...(filter && { filter: serverFilter(filter, reached) }) });
}

function serverFilter({ on, prefixes, pattern }: EventFilter, reached: (position: ServerPosition) => void): ServerFilter {
  return {
    filterOn: on === 'stream' ? 'streamName' : 'eventType',
    ...(pattern === undefined ? { prefixes: prefixes ?? [] } : { regex: pattern }),
    checkpointInterval: 1,
    checkpointReached: (_, position) => {
      reached(position);
      return Promise.resolve();
    },
  };
}
