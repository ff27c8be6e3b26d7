/**
 * A server that speaks the protocol of EventStoreDB to the unmodified client, built on the service
 * definitions that the client package ships. It keeps its streams in memory, over restarts too, and
 * has the faults that a real server has only sometimes.
 */
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { Server, ServerCredentials, type ServerDuplexStream, type ServerReadableStream, type ServerUnaryCall, type ServerWritableStream, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { isHivetapeError } from '../../../src/core/errors.js';
import { memoryEventStore } from '../../../src/store/memory-event-store.js';
import { memoryStreams, type MemoryStreams } from '../../../src/store/memory-streams.js';
import type { EncodedEvent, EventStore, StoredEvent } from '../../../src/store/event-store.js';
import { checkpointOf, positionOf } from '../../../src/store/checkpoint.js';
import * as messages from './stub-messages.js';

/** What happens to one append. `lost-answer`: it is written and nothing is said, ever. */
export type AppendFault = 'lost-answer' | 'lost-request' | 'killed-after-commit' | 'not-leader' | 'aborted' | 'aborted-after-commit' | 'busy' | 'unknown' | 'denied' | 'double-answer' | { readonly delayMs: number };

export interface Faults {
  /** One for each append to come, in order. */
  append: (AppendFault | undefined)[];
  /** Chooses a fault for each append, when none is queued. */
  chooseAppend: ((count: number) => AppendFault | undefined) | undefined;
  /** Cuts a read or subscription after so many events; one number for each to come. */
  cutRead: number[];
  /** Says nothing more in a read after so many events. */
  muteRead: number[];
  /** Events whose bodies were scavenged. */
  readonly removed: Set<string>;
}

export interface StubServer {
  readonly address: string;
  readonly faults: Faults;
  readonly kept: MemoryStreams;
  /** Counted since the start. */
  readonly seen: { appends: number; events: number; sent: number; openReads: number };
  /** Stops at once and comes back on the same port, with what it had acknowledged. */
  restart(downMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/** How a server is made safe; absent: not at all, as with `--insecure`. */
export interface StubSafety {
  readonly certificate: string;
  readonly key: string;
  /** Who may do anything: `name:password`. */
  readonly user?: string;
  /** Clients show a certificate that this one has signed. */
  readonly clientAuthority?: string;
}

export async function startStubServer(safety?: StubSafety): Promise<StubServer> {
  const kept = memoryStreams();
  const faults: Faults = { append: [], chooseAppend: undefined, cutRead: [], muteRead: [], removed: new Set() };
  const seen = { appends: 0, events: 0, sent: 0, openReads: 0 };
  const place = { port: 0 };
  const desk: StubDesk = { store: memoryEventStore(kept), faults, seen, port: () => place.port, safety };
  let server = await listen(desk, 0).then((made) => {
    place.port = made.port;
    return made.server;
  });
  return {
    address: `esdb://127.0.0.1:${place.port}${safety === undefined ? '?tls=false' : ''}`,
    faults,
    kept,
    seen,
    restart: async (downMs = 0) => {
      server.forceShutdown();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      server = (await listen(desk, place.port)).server;
    },
    stop: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

interface StubDesk {
  readonly store: EventStore;
  readonly faults: Faults;
  readonly seen: StubServer['seen'];
  readonly port: () => number;
  readonly safety: StubSafety | undefined;
}

async function listen(desk: StubDesk, port: number): Promise<{ server: Server; port: number }> {
  const server = new Server({ 'grpc.max_receive_message_length': 20 * 1024 * 1024 });
  server.addService(featuresGrpc.ServerFeaturesService as never, { getSupportedMethods: getSupportedMethods as never });
  server.addService(streamsGrpc.StreamsService as never, guarded(desk, streamsService(desk)));
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentialsOf(desk.safety), (error, found) => (error ? reject(error) : resolve(found)));
  });
  return { server, port: bound };
}

function credentialsOf(safety: StubSafety | undefined): ServerCredentials {
  if (safety === undefined) return ServerCredentials.createInsecure();
  const { certificate, key, clientAuthority } = safety;
  const pair = { cert_chain: Buffer.from(certificate), private_key: Buffer.from(key) };
  return ServerCredentials.createSsl(clientAuthority === undefined ? null : Buffer.from(clientAuthority), [pair], clientAuthority !== undefined);
}

/** Lets nobody in but the one user, if there is one. */
function guarded({ safety }: StubDesk, service: UntypedServiceImplementation): UntypedServiceImplementation {
  const { user } = safety ?? {};
  if (user === undefined) return service;
  const ticket = `Basic ${Buffer.from(user).toString('base64')}`;
  return Object.fromEntries(Object.entries(service).map(([name, handler]) => [name, (call: ServerUnaryCall<unknown, unknown>, answer?: Answer) => {
    if (call.metadata.get('authorization')[0] === ticket) return (handler as (...what: unknown[]) => unknown)(call, answer);
    call.on('error', () => undefined);
    if (answer === undefined) call.emit('error', messages.errorsOfServer.denied());
    else answer(messages.errorsOfServer.denied());
    return undefined;
  }])) as never;
}

type Answer = (error: unknown, value?: unknown) => void;

function getSupportedMethods(_: ServerUnaryCall<unknown, unknown>, answer: Answer): void {
  const method = new featuresPb.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName('batchappend');
  answer(null, new featuresPb.SupportedMethods().setEventStoreServerVersion('24.10.0').setMethodsList([method]));
}

function streamsService(desk: StubDesk): UntypedServiceImplementation {
  return {
    read: ((call: ServerWritableStream<streamsPb.ReadReq, streamsPb.ReadResp>) => void read(desk, call)) as never,
    append: ((call: ServerReadableStream<streamsPb.AppendReq, streamsPb.AppendResp>, answer: Answer) => append(desk, call, answer)) as never,
    batchAppend: ((call: ServerDuplexStream<streamsPb.BatchAppendReq, streamsPb.BatchAppendResp>) => batchAppend(desk, call)) as never,
    delete: ((call: ServerUnaryCall<streamsPb.DeleteReq, unknown>, answer: Answer) => void remove(desk, 'soft', { options: call.request.getOptions(), answer })) as never,
    tombstone: ((call: ServerUnaryCall<streamsPb.TombstoneReq, unknown>, answer: Answer) => void remove(desk, 'tombstone', { options: call.request.getOptions(), answer })) as never,
  };
}

function append(desk: StubDesk, call: ServerReadableStream<streamsPb.AppendReq, streamsPb.AppendResp>, answer: Answer): void {
  let options: streamsPb.AppendReq.Options | undefined;
  const batch: EncodedEvent[] = [];
  call.on('data', (request: streamsPb.AppendReq) => {
    options ??= request.getOptions();
    const message = request.getProposedMessage();
    if (message !== undefined) batch.push(messages.encodedEvent(message));
  });
  call.on('error', () => undefined);
  call.on('end', () => {
    if (options === undefined || isBrokenOff(call)) return;
    const metadataOf = /^\$\$(.+)$/.exec(messages.streamOf(options.getStreamIdentifier()))?.[1];
    if (metadataOf !== undefined) return void retain(desk, metadataOf, { batch, answer });
    const request = { stream: messages.streamOf(options.getStreamIdentifier()), batch, expected: messages.expectedOf(options, options.getRevision()) };
    void perform(desk, request, (outcome) => {
      if ('details' in outcome) return answer(outcome);
      if (outcome.kind === 'refused' && outcome.code === 'stream-deleted') return answer(messages.errorsOfServer.deleted(request.stream));
      if (outcome.kind === 'refused' && outcome.code === 'append-too-large') return answer(messages.errorsOfServer.tooLarge());
      answer(null, messages.appendAnswer(outcome));
    });
  });
}

/** The metadata of a stream are events of a stream of their own; the last of them holds. */
async function retain({ store }: StubDesk, stream: string, { batch, answer }: { readonly batch: readonly EncodedEvent[]; readonly answer: Answer }): Promise<void> {
  const { $tb, $maxCount } = JSON.parse(Buffer.from(batch[batch.length - 1].data).toString('utf8')) as { readonly $tb?: number; readonly $maxCount?: number };
  await store.retain(stream, { ...($tb !== undefined && { from: $tb }), ...($maxCount !== undefined && { last: $maxCount }) });
  answer(null, messages.appendAnswer({ kind: 'committed', last: 0, checkpoint: checkpointOf({ commit: 0n, prepare: 0n }) }));
}

/** A batch of which the rest will never come is not a batch, but the library tells of its end as of any other. */
function isBrokenOff(call: ServerReadableStream<unknown, unknown>): boolean {
  const inner = (call as unknown as { readonly call?: { readonly stream?: { readonly aborted?: boolean } } }).call?.stream;
  return call.cancelled || inner?.aborted === true;
}

interface Request {
  readonly stream: string;
  readonly batch: readonly EncodedEvent[];
  readonly expected: number | 'no_stream';
}
type Say = (outcome: messages.Committed | messages.Refused | messages.StubError) => void;

/** Does what an append asks for, or what the next fault does to it. */
async function perform({ store, faults, seen, port }: StubDesk, { stream, batch, expected }: Request, say: Say): Promise<void> {
  seen.appends += 1;
  seen.events += batch.length;
  const fault = faults.append.length > 0 ? faults.append.shift() : faults.chooseAppend?.(seen.appends);
  const write = async (): Promise<messages.Committed | messages.Refused> => (await store.append(stream, batch, expected)) as messages.Committed | messages.Refused;
  if (typeof fault === 'object') await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  switch (fault) {
    case 'lost-request':
      return;
    case 'lost-answer':
      await write();
      return;
    case 'killed-after-commit':
      await write();
      return say(messages.errorsOfServer.busy());
    case 'aborted-after-commit':
      await write();
      return say(messages.errorsOfServer.aborted());
    case 'not-leader':
      return say(messages.errorsOfServer.notLeader(port()));
    case 'aborted':
    case 'busy':
    case 'unknown':
    case 'denied':
      return say(messages.errorsOfServer[fault]());
    case 'double-answer': {
      const outcome = await write();
      say(outcome);
      return say(outcome);
    }
    default:
      say(await write());
  }
}

/** The other way to append: one duplex for all, answered by correlation id. */
function batchAppend(desk: StubDesk, call: ServerDuplexStream<streamsPb.BatchAppendReq, streamsPb.BatchAppendResp>): void {
  const open = new Map<string, { options: streamsPb.BatchAppendReq.Options; batch: EncodedEvent[] }>();
  call.on('error', () => undefined);
  call.on('end', () => call.end());
  call.on('data', (chunk: streamsPb.BatchAppendReq) => {
    const id = chunk.getCorrelationId()?.getString() ?? '';
    const options = chunk.getOptions() ?? open.get(id)?.options;
    if (options === undefined) return;
    const entry = open.get(id) ?? { options, batch: [] };
    open.set(id, entry);
    entry.batch.push(...chunk.getProposedMessagesList().map(messages.encodedEvent));
    if (!chunk.getIsFinal()) return;
    open.delete(id);
    const stream = messages.streamOf(options.getStreamIdentifier());
    void perform(desk, { stream, batch: entry.batch, expected: messages.expectedOf(options, options.getStreamPosition()) }, (outcome) => {
      if ('details' in outcome) call.emit('error', outcome);
      else call.write(messages.batchAnswer(outcome, { id, stream }));
    });
  });
}

async function read(desk: StubDesk, call: ServerWritableStream<streamsPb.ReadReq, streamsPb.ReadResp>): Promise<void> {
  desk.seen.openReads += 1;
  const closed = { isClosed: false, leave: (): void => undefined };
  call.on('close', () => {
    closed.isClosed = true;
    closed.leave();
  });
  const options = call.request.getOptions() as streamsPb.ReadReq.Options;
  const stream = options.hasStream() ? messages.streamOf(options.getStream()?.getStreamIdentifier()) : '$all';
  try {
    if (options.hasSubscription()) await subscribe(desk, { call, options, closed, stream });
    else for await (const event of history(desk, options, stream)) if (!(await send(desk, call, closed, event))) break;
    call.end();
  } catch (error) {
    answerError(call, error, stream);
  } finally {
    desk.seen.openReads -= 1;
  }
}

function answerError(call: ServerWritableStream<streamsPb.ReadReq, streamsPb.ReadResp>, error: unknown, stream: string): void {
  const code = isHivetapeError(error) ? error.code : undefined;
  if (code === 'stream-not-found') {
    const identifier = new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream));
    call.write(new streamsPb.ReadResp().setStreamNotFound(new streamsPb.ReadResp.StreamNotFound().setStreamIdentifier(identifier)));
    call.end();
  } else call.emit('error', code === 'stream-deleted' ? messages.errorsOfServer.deleted(stream) : code === undefined ? error : messages.errorsOfServer.unknown());
}

function history({ store }: StubDesk, options: streamsPb.ReadReq.Options, stream: string): AsyncIterable<StoredEvent> {
  const backwards = options.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS;
  const limit = Math.min(Number(options.getCount()), Number.MAX_SAFE_INTEGER);
  const range = { backwards, limit: limit >= Number.MAX_SAFE_INTEGER ? Infinity : limit };
  if (!options.hasStream()) {
    const position = options.getAll()?.getPosition();
    if (position === undefined) return store.readAll(range);
    return store.readAll({ ...range, from: `${position.getCommitPosition().padStart(20, '0')}/${position.getPreparePosition().padStart(20, '0')}` as never });
  }
  const from = options.getStream();
  return store.read(stream, from?.hasRevision() === true ? { ...range, from: Number(from.getRevision()) } : range);
}

interface Closed {
  isClosed: boolean;
  leave: () => void;
}

interface Subscribing {
  readonly call: ServerWritableStream<streamsPb.ReadReq, streamsPb.ReadResp>;
  readonly options: streamsPb.ReadReq.Options;
  readonly closed: Closed;
  readonly stream: string;
}

async function subscribe(desk: StubDesk, { call, options, closed, stream }: Subscribing): Promise<void> {
  const from = options.getStream();
  const position = options.getAll()?.getPosition();
  const filter = messages.filterOf(options);
  const after = position && (`${position.getCommitPosition().padStart(20, '0')}/${position.getPreparePosition().padStart(20, '0')}` as never);
  const following = options.hasStream()
    ? desk.store.subscribe(stream, from?.hasRevision() === true ? { after: Number(from.getRevision()) } : {})
    : desk.store.subscribeAll({ ...(after !== undefined && { after }), ...(filter && { filter }) });
  closed.leave = () => void following.unsubscribe();
  call.write(new streamsPb.ReadResp().setConfirmation(new streamsPb.ReadResp.SubscriptionConfirmation().setSubscriptionId('stub')));
  for await (const signal of following) {
    if (signal.kind === 'caught-up') call.write(new streamsPb.ReadResp().setCaughtUp(new streamsPb.ReadResp.CaughtUp()));
    else if (signal.kind === 'checkpoint') {
      const { commit, prepare } = positionOf(signal.checkpoint);
      call.write(new streamsPb.ReadResp().setCheckpoint(new streamsPb.ReadResp.Checkpoint().setCommitPosition(String(commit)).setPreparePosition(String(prepare))));
    } else if (!(await send(desk, call, closed, signal.event))) return;
  }
}

/** Sends one event at the pace of the other side; returns whether it still listens. */
async function send({ faults, seen }: StubDesk, call: ServerWritableStream<streamsPb.ReadReq, streamsPb.ReadResp>, closed: Closed, event: StoredEvent): Promise<boolean> {
  if (faults.cutRead.length > 0 && (faults.cutRead[0] -= 1) < 0) {
    faults.cutRead.shift();
    throw messages.errorsOfServer.busy();
  }
  if (faults.muteRead.length > 0 && (faults.muteRead[0] -= 1) < 0) {
    faults.muteRead.shift();
    while (!closed.isClosed) await drained(call, closed);
    return false;
  }
  if (closed.isClosed) return false;
  seen.sent += 1;
  const message = faults.removed.has(event.id) ? messages.brokenLinkMessage(event) : messages.recordMessage(event, Date.now());
  if (!call.write(message)) await drained(call, closed);
  return !closed.isClosed;
}

/** Returns when the other side takes more, or has gone. */
function drained(call: ServerWritableStream<unknown, unknown>, closed: Closed): Promise<void> {
  return new Promise((resolve) => {
    const before = closed.leave;
    const done = (): void => {
      call.removeListener('drain', done);
      closed.leave = before;
      resolve();
    };
    closed.leave = () => {
      done();
      before();
    };
    call.once('drain', done);
  });
}

interface Removal {
  readonly options: streamsPb.DeleteReq.Options | streamsPb.TombstoneReq.Options | undefined;
  readonly answer: Answer;
}

async function remove({ store }: StubDesk, how: 'soft' | 'tombstone', { options, answer }: Removal): Promise<void> {
  const stream = messages.streamOf(options?.getStreamIdentifier());
  const expected = Number(options?.getRevision());
  try {
    await store.remove(stream, how, expected);
    answer(null, how === 'soft' ? new streamsPb.DeleteResp() : new streamsPb.TombstoneResp());
  } catch (error) {
    const values = isHivetapeError(error) ? error.details.values : undefined;
    const isGone = isHivetapeError(error) && error.code === 'stream-deleted';
    answer(isGone ? messages.errorsOfServer.deleted(stream) : messages.errorsOfServer.wrongVersion(stream, expected, (values?.['actual'] ?? 'no_stream') as number | 'no_stream'));
  }
}
