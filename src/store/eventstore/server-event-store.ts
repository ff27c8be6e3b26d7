/**
 * Streams on an EventStoreDB server. One append in flight for each stream, a timer of our own on every
 * wait, reads and subscriptions that go on where a broken connection left them.
 */
import { batchTrouble } from '../batch-check.js';
import { checkpointOf } from '../checkpoint.js';
import type { AppendOutcome, EncodedEvent, EventStore, Expected, Revision, StreamName } from '../event-store.js';
import { retryBudget } from '../settled-append.js';
import { isHivetapeError } from '../../core/errors.js';
import { checkRetention, streamNotFound } from '../stream-errors.js';
import { connectionString, type ServerCredentials } from './server-address.js';
import { ServerConnection } from './server-connection.js';
import type { Reading, ServerLimits } from './server-limits.js';
import { errorOfServer, messageOf, troubleOf, unreachable } from './server-outcome.js';
import { readServerAll, readServerStream } from './server-read.js';
import { followServer } from './server-subscription.js';

export interface ServerOptions extends Partial<ServerLimits> {
  readonly credentials?: ServerCredentials;
}

const defaults: ServerLimits = { answerMsMax: 10_000, quietMsMax: 30_000, retry: retryBudget };

/** Returns the store at an address. Speaks to the server only when it is used. Throws `server-client-missing`, `server-address-invalid`. */
export async function serverEventStore(address: string, { credentials, ...limits }: ServerOptions = {}): Promise<EventStore> {
  const connection = await ServerConnection.open(connectionString(address, credentials));
  return storeOver({ connection, limits: { ...defaults, ...limits } });
}

function storeOver(reading: Reading): EventStore {
  const { connection, limits } = reading;
  const flights = new Map<StreamName, Promise<unknown>>();
  const head = (stream: StreamName): Promise<Revision | 'no_stream'> => headOf(reading, stream);
  return {
    append: (stream, batch, expected) => inTurn(flights, stream, () => append(reading, { stream, batch, expected })),
    read: (stream, range = {}) => readServerStream(reading, stream, range),
    readAll: (range = {}) => readServerAll(reading, range),
    subscribe: (stream, options = {}) => followServer(reading, { stream, ...options }),
    subscribeAll: (options = {}) => followServer(reading, options),
    head,
    remove: async (stream, how, expected) => {
      const options = { expectedRevision: BigInt(expected), deadline: limits.answerMsMax, requiresLeader: true };
      try {
        await connection.call(limits.answerMsMax, (client) => (how === 'soft' ? client.deleteStream(stream, options) : client.tombstoneStream(stream, options)));
      } catch (error) {
        throw errorOfServer(error, stream, expected);
      }
    },
    retain: async (stream, retention) => {
      checkRetention(retention);
      if ((await head(stream)) === 'no_stream') throw streamNotFound(stream);
      const { from, last } = retention;
      const metadata = { ...(from !== undefined && { truncateBefore: from }), ...(last !== undefined && { maxCount: last }) };
      const options = { deadline: limits.answerMsMax, requiresLeader: true };
      try {
        await connection.call(limits.answerMsMax, (client) => client.setStreamMetadata(stream, metadata, options));
      } catch (error) {
        throw errorOfServer(error, stream);
      }
    },
    close: () => connection.close(),
  };
}

/** Lets the appends to one stream wait for each other. */
function inTurn<Result>(flights: Map<StreamName, Promise<unknown>>, stream: StreamName, action: () => Promise<Result>): Promise<Result> {
  const before = flights.get(stream) ?? Promise.resolve();
  const flight = before.then(action, action);
  const landed = flight.catch(() => undefined).then(() => {
    if (flights.get(stream) === landed) flights.delete(stream);
  });
  flights.set(stream, landed);
  return flight;
}

interface AppendRequest {
  readonly stream: StreamName;
  readonly batch: readonly EncodedEvent[];
  readonly expected: Expected;
}

async function append(reading: Reading, request: AppendRequest): Promise<AppendOutcome> {
  const { stream, batch, expected } = request;
  const trouble = batchTrouble(stream, batch, expected);
  if (trouble !== undefined) return { kind: 'refused', ...trouble, expected, actual: 'unknown' };
  const { answerMsMax } = reading.limits;
  const events = batch.map(({ id, type, data, metadata }) => ({ id, type, data, contentType: 'application/octet-stream' as const, ...(metadata && { metadata }) }));
  const expectedRevision = expected === 'no_stream' ? expected : BigInt(expected);
  try {
    const options = { expectedRevision, deadline: answerMsMax, requiresLeader: true };
    // The server's own deadline comes first; ours is for a server that does not keep it.
    const { nextExpectedRevision, position, success } = await reading.connection.call(answerMsMax + 1_000, (client) => client.appendToStream(stream, events, options));
    const last = (expected === 'no_stream' ? -1 : expected) + batch.length;
    const reopened = expected === 'no_stream' ? Number(nextExpectedRevision) : last;
    if (!success || position === undefined || nextExpectedRevision !== BigInt(reopened)) {
      return { kind: 'unknown', cause: unreachable(`an answer that does not fit: revision ${nextExpectedRevision}`) };
    }
    return { kind: 'committed', last: reopened, checkpoint: checkpointOf(position) };
  } catch (error) {
    return outcomeOf(error, request);
  }
}

function outcomeOf(error: unknown, { stream, expected }: AppendRequest): AppendOutcome {
  const trouble = troubleOf(error);
  if (trouble.kind === 'unknown') return { kind: 'unknown', cause: isHivetapeError(error) ? error : unreachable(error) };
  const code = trouble.code === 'stream-not-found' ? 'stream-conflict' : trouble.code;
  return { kind: 'refused', code, expected, actual: trouble.actual, message: `The server refuses to append to "${stream}": ${messageOf(error)}` };
}

async function headOf(reading: Reading, stream: StreamName): Promise<Revision | 'no_stream'> {
  try {
    for await (const { revision } of readServerStream(reading, stream, { backwards: true, limit: 1 })) return revision;
    return 'no_stream';
  } catch (error) {
    if (isHivetapeError(error) && error.code === 'stream-not-found') return 'no_stream';
    throw error;
  }
}
