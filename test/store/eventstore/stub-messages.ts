/** From what is kept to the messages of the protocol and back, for the test server. */
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, status } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import { positionOf } from '../../../src/store/checkpoint.js';
import type { AppendOutcome, EncodedEvent, EventFilter, Expected, StoredEvent } from '../../../src/store/event-store.js';

export type Refused = Extract<AppendOutcome, { kind: 'refused' }>;
export type Committed = Extract<AppendOutcome, { kind: 'committed' }>;

export interface StubError {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

export function stubError(code: number, details: string, trailers: Readonly<Record<string, string>> = {}): StubError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return { code, details, metadata };
}

export const errorsOfServer = {
  deleted: (stream: string) => stubError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, { exception: 'stream-deleted', 'stream-name': stream }),
  wrongVersion: (stream: string, expected: number, actual: number | 'no_stream') =>
    stubError(status.FAILED_PRECONDITION, 'Append failed due to WrongExpectedVersion.', {
      exception: 'wrong-expected-version', 'stream-name': stream, 'expected-version': String(expected), ...(actual === 'no_stream' ? {} : { 'actual-version': String(actual) }),
    }),
  tooLarge: () => stubError(status.INVALID_ARGUMENT, 'Maximum Append Size Exceeded.', { exception: 'maximum-append-size-exceeded', 'maximum-append-size': '1048576' }),
  notLeader: (port: number) => stubError(status.NOT_FOUND, 'Leader info available', { exception: 'not-leader', 'leader-endpoint-host': '127.0.0.1', 'leader-endpoint-port': String(port) }),
  denied: () => stubError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  aborted: () => stubError(status.ABORTED, 'Operation timed out'),
  busy: () => stubError(status.UNAVAILABLE, 'Server Is Too Busy'),
  unknown: () => stubError(status.UNKNOWN, 'Unexpected'),
};

export function recordMessage(event: StoredEvent, created: number): streamsPb.ReadResp {
  const { commit, prepare } = positionOf(event.checkpoint);
  const record = new streamsPb.ReadResp.ReadEvent.RecordedEvent();
  record.setId(new sharedPb.UUID().setString(event.id));
  record.setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from(event.stream)));
  record.setStreamRevision(String(event.revision)).setCommitPosition(String(commit)).setPreparePosition(String(prepare)).setData(event.data);
  record.getMetadataMap().set('type', event.type).set('content-type', 'application/octet-stream').set('created', String(created * 10_000));
  return new streamsPb.ReadResp().setEvent(new streamsPb.ReadResp.ReadEvent().setEvent(record).setCommitPosition(String(commit)));
}

/** What a server gives for a link whose target was scavenged. */
export function brokenLinkMessage(event: StoredEvent): streamsPb.ReadResp {
  const message = recordMessage(event, 0);
  const record = message.getEvent()?.getEvent();
  return new streamsPb.ReadResp().setEvent(new streamsPb.ReadResp.ReadEvent().setLink(record).setCommitPosition('0'));
}

export function appendAnswer(outcome: Committed | Refused): streamsPb.AppendResp {
  const answer = new streamsPb.AppendResp();
  if (outcome.kind === 'committed') {
    const { commit, prepare } = positionOf(outcome.checkpoint);
    const position = new streamsPb.AppendResp.Position().setCommitPosition(String(commit)).setPreparePosition(String(prepare));
    return answer.setSuccess(new streamsPb.AppendResp.Success().setCurrentRevision(String(outcome.last)).setPosition(position));
  }
  const wrong = new streamsPb.AppendResp.WrongExpectedVersion();
  if (typeof outcome.actual === 'number') wrong.setCurrentRevision(String(outcome.actual));
  else wrong.setCurrentNoStream(new sharedPb.Empty());
  if (outcome.expected === 'no_stream') wrong.setExpectedNoStream(new sharedPb.Empty());
  else wrong.setExpectedRevision(String(outcome.expected));
  return answer.setWrongExpectedVersion(wrong);
}

export function batchAnswer(outcome: Committed | Refused, request: { readonly id: string; readonly stream: string }): streamsPb.BatchAppendResp {
  const answer = new streamsPb.BatchAppendResp();
  answer.setCorrelationId(new sharedPb.UUID().setString(request.id));
  answer.setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from(request.stream)));
  if (outcome.kind === 'committed') {
    const { commit, prepare } = positionOf(outcome.checkpoint);
    const position = new sharedPb.AllStreamPosition().setCommitPosition(String(commit)).setPreparePosition(String(prepare));
    return answer.setSuccess(new streamsPb.BatchAppendResp.Success().setCurrentRevision(String(outcome.last)).setPosition(position));
  }
  const wrong = new sharedPb.WrongExpectedVersion();
  if (typeof outcome.actual === 'number') wrong.setCurrentStreamRevision(String(outcome.actual));
  else wrong.setCurrentNoStream(new emptyPb.Empty());
  if (outcome.expected === 'no_stream') wrong.setExpectedNoStream(new emptyPb.Empty());
  else wrong.setExpectedStreamPosition(String(outcome.expected));
  const details = new anyPb.Any();
  details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  return answer.setError(new statusPb.Status().setCode(9 as never).setMessage('wrong version').setDetails(details));
}

interface Proposed {
  getId(): sharedPb.UUID | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
}

export function encodedEvent(message: Proposed): EncodedEvent {
  return { id: message.getId()?.getString() ?? '', type: message.getMetadataMap().get('type') ?? '', data: message.getData_asU8() };
}

export function streamOf(identifier: sharedPb.StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

export function expectedOf(options: { hasNoStream(): boolean }, revision: string): Expected {
  return options.hasNoStream() ? 'no_stream' : Number(revision);
}

export function filterOf(options: streamsPb.ReadReq.Options): EventFilter | undefined {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (filter === undefined || expression === undefined) return undefined;
  const on = filter.hasStreamIdentifier() ? 'stream' : 'type';
  const pattern = expression.getRegex();
  return pattern === '' ? { on, prefixes: expression.getPrefixList() } : { on, pattern };
}
