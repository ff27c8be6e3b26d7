/**
 * A trace as OpenTelemetry reads it: OTLP in JSON, one resource per agent, one span per event, in virtual
 * time. Ids are digests of run and offset, so the same run gives the same file, byte for byte.
 */
import { sha256 } from '../../core/sha256.js';
import { utf8 } from '../../core/utf8.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Trace, TraceNode } from './order-trace.js';

type Value = { readonly stringValue: string } | { readonly intValue: string } | { readonly boolValue: boolean };

interface Attribute {
  readonly key: string;
  readonly value: Value;
}

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code: number };
}

export interface TelemetryFile {
  readonly resourceSpans: readonly { readonly resource: { readonly attributes: readonly Attribute[] }; readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly Span[] }[] }[];
}

/** Kinds of spans: what enters a system, what is said to others, and what goes on inside. */
const SERVER = 2;
const PRODUCER = 4;
const OK = 1;
const ERROR = 2;

const refusals: readonly string[] = ['OrderDenied', 'OrderRejected', 'QuorumMissed', 'AgentFailed', 'TaskFailed', 'TaskTimedOut', 'ConflictEscalated', 'InvariantBroken'];

/** Returns the traces of a run. An event that stands in several traces has a span in each. */
export function telemetryOf(runId: string, traces: readonly Trace[]): TelemetryFile {
  const byAgent = new Map<string, Span[]>();
  for (const trace of traces) {
    for (const [agent, span] of spansOf(runId, trace)) {
      const spans = byAgent.get(agent);
      if (spans === undefined) byAgent.set(agent, [span]);
      else spans.push(span);
    }
  }
  return {
    resourceSpans: [...byAgent].map(([agent, spans]) => ({
      resource: { attributes: [text('service.name', agent), text('service.namespace', 'hivetape'), text('hivetape.run', runId)] },
      scopeSpans: [{ scope: { name: 'hivetape' }, spans }],
    })),
  };
}

function* spansOf(runId: string, trace: Trace): Generator<readonly [string, Span]> {
  if (trace.length === 0) return;
  const traceId = digest(`${runId}/trace/${trace[0].event.offset}/${trace[trace.length - 1].event.offset}`, 16);
  const spanId = (offset: number): string => digest(`${runId}/${traceId}/${offset}`, 8);
  const ends = endsOf(trace);
  const known = new Set(trace.map(({ event }) => event.offset));
  for (const { event, parent, links } of trace) {
    yield [event.agent, {
      traceId,
      spanId: spanId(event.offset),
      parentSpanId: parent < 0 ? '' : spanId(parent),
      name: event.type,
      kind: parent < 0 ? SERVER : PRODUCER,
      startTimeUnixNano: nanos(event.time),
      endTimeUnixNano: nanos(ends.get(event.offset) ?? event.deliverAt),
      attributes: attributesOf(event),
      links: links.filter((offset) => known.has(offset)).map((offset) => ({ traceId, spanId: spanId(offset) })),
      status: { code: refusals.includes(event.type) ? ERROR : OK },
    }];
  }
}

/** A span lasts until its word has arrived, and all that hangs under it is over. */
function endsOf(trace: Trace): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  for (const { event, parent } of backwards(trace)) {
    const end = Math.max(event.type === 'TimerSet' ? event.time : event.deliverAt, ends.get(event.offset) ?? 0);
    ends.set(event.offset, end);
    if (parent >= 0) ends.set(parent, Math.max(ends.get(parent) ?? 0, end));
  }
  return ends;
}

function* backwards(trace: Trace): Generator<TraceNode> {
  for (let place = trace.length - 1; place >= 0; place -= 1) yield trace[place];
}

function attributesOf({ offset, agent, topic, causation, data }: LogEvent): readonly Attribute[] {
  const attributes: Attribute[] = [whole('hivetape.offset', offset), text('hivetape.agent', agent), text('messaging.destination.name', topic), whole('hivetape.causation', causation)];
  for (const [key, value] of Object.entries(data)) {
    if (typeof value === 'string') attributes.push(text(`hivetape.${key}`, value));
    else if (typeof value === 'boolean') attributes.push({ key: `hivetape.${key}`, value: { boolValue: value } });
    else if (typeof value === 'number') attributes.push(text(`hivetape.${key}`, String(value)));
  }
  return attributes;
}

function text(key: string, stringValue: string): Attribute {
  return { key, value: { stringValue } };
}

function whole(key: string, value: number): Attribute {
  return { key, value: { intValue: String(value) } };
}

/** Virtual microseconds as nanoseconds: beyond what a double holds exactly, so as text. */
function nanos(time: number): string {
  return time === 0 ? '0' : `${time}000`;
}

function digest(name: string, bytes: number): string {
  return [...sha256(utf8(name)).subarray(0, bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
