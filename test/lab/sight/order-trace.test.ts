/** Traces: every order goes back to a tick without a gap, and tells OpenTelemetry the same at every telling. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { criticalPath } from '../../../src/lab/sight/critical-path.js';
import { traceReader, type OrderTrace, type Trace } from '../../../src/lab/sight/order-trace.js';
import { telemetryOf, type Span } from '../../../src/lab/sight/trace-spans.js';
import type { RunLog } from '../../../src/store/run-store.js';
import { smallRun, type SmallRun } from '../small-run.js';

const scenario = `
hivetape: 1
name: traced
seed: 7
data:
  - instrument: WALK
    walk: { bars: 400, volatility: 0.01 }
    tick: 0.01
risk: { exposureMax: 1, concentrationMax: 1, drawdownMax: 0.5, valueAtRiskMax: 5 }
agents:
  trend: { kind: momentum, options: { bars: 10, trendBars: 5, entryChange: 0.001, fullChange: 0.02 } }
  reversal: { kind: mean-reversion, options: { bars: 10 } }
  council: { kind: council, options: { members: { trend: 0.6, reversal: 0.4 } } }
  trader: { kind: trader, options: { council: council } }
`;

let run: SmallRun;
let log: RunLog;
let orders: readonly OrderTrace[];
beforeAll(async () => {
  run = await smallRun({ scenario });
  log = run.store.open(run.outcome.runId);
  const reader = traceReader(log);
  orders = reader.orders().map((id) => reader.order(id) as OrderTrace);
});
afterAll(() => run.remove());

const typesIn = (trace: Trace): readonly string[] => trace.map(({ event }) => event.type);

describe('the trace of an order', () => {
  it('V4: leads back to a tick for every order, over signal, question, votes and decision, to its end', () => {
    expect(orders.length).toBeGreaterThan(10);
    expect(orders.filter(({ isRooted }) => !isRooted)).toEqual([]);
    for (const { trace, state } of orders) {
      expect(trace[0].event.type).toBe('BarClosed');
      expect(typesIn(trace)).toEqual(expect.arrayContaining(['SignalRaised', 'ProposalMade', 'VoteCast', 'DecisionReached', 'OrderPlaced']));
      if (state === 'filled') expect(typesIn(trace)).toEqual(expect.arrayContaining(['OrderApproved', 'OrderAccepted', 'OrderFilled']));
    }
    expect(orders.filter(({ state }) => state === 'filled').length).toBeGreaterThan(5);
  });

  it('V4: names every order of the log, and holds every word that was said of it', () => {
    const said = [...log.events()] as LogEvent[];
    const placed = said.flatMap((event) => (event.type === 'OrderPlaced' ? [event.data.order.id as string] : []));
    expect(orders.map(({ order }) => order)).toEqual([...new Set(placed)]);
    for (const { order, trace } of orders) {
      const about = said.filter(({ data, type }) => type.startsWith('Order') && JSON.stringify(data).includes(`"${order}"`)).map(({ offset }) => offset);
      expect(trace.map(({ event }) => event.offset)).toEqual(expect.arrayContaining(about));
    }
  });

  it('V4: is one tree: a single root, every other node under one of it that was said before', () => {
    for (const { trace } of orders) {
      const places = new Set(trace.map(({ event }) => event.offset));
      expect(trace.filter(({ parent }) => parent < 0)).toHaveLength(1);
      for (const { event, parent } of trace.slice(1)) expect(parent < event.offset && places.has(parent)).toBe(true);
    }
  });

  it('V4: knows no order that was never placed', () => {
    expect(traceReader(log).order('nobody-1')).toBeUndefined();
  });

  it('V4: the critical path from the tick to an order takes the votes that the decision waited for, and its hops add up', () => {
    const { trace } = orders[0];
    const placed = trace.find(({ event }) => event.type === 'OrderPlaced');
    const path = criticalPath(trace, placed?.event.offset ?? -1);
    expect(path.hops.map(({ type }) => type)).toEqual(['BarClosed', 'SignalRaised', 'ProposalMade', 'VoteCast', 'DecisionReached', 'OrderPlaced']);
    expect(path.hops.reduce((sum, { tookUs }) => sum + tookUs, 0)).toBe(path.totalUs);
    expect(path.hops.every(({ tookUs }, index) => index === 0 || tookUs > 0)).toBe(true);
  });

  it('V4: a conversation holds everything that one tick led to', () => {
    const { trace } = orders[0];
    const conversation = traceReader(log).conversation(trace[1].event.offset);
    const same = ([...log.events()] as LogEvent[]).filter(({ correlation, offset }) => correlation === trace[0].event.offset || offset === trace[0].event.offset);
    expect(conversation.map(({ event }) => event.offset)).toEqual(same.map(({ offset }) => offset));
  });
});

describe('the telemetry of a run', () => {
  const file = () => telemetryOf('run-1', orders.map(({ trace }) => trace));
  const spans = (): Span[] => file().resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));

  it('V4: has the shape of OTLP in JSON, with one resource for each agent', () => {
    const { resourceSpans } = file();
    const names = resourceSpans.map(({ resource }) => resource.attributes.find(({ key }) => key === 'service.name')?.value);
    expect(names).toEqual(expect.arrayContaining([{ stringValue: 'feed' }, { stringValue: 'council' }, { stringValue: 'venue' }]));
    expect(new Set(names.map((name) => JSON.stringify(name))).size).toBe(names.length);
    for (const span of spans()) {
      expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
      expect(span.parentSpanId).toMatch(/^([0-9a-f]{16})?$/);
      expect(span.startTimeUnixNano).toMatch(/^\d+$/);
      expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true);
    }
  });

  it('V4: every span but the root has its parent in the trace, begins after it and ends within it', () => {
    const byId = new Map(spans().map((span) => [`${span.traceId}/${span.spanId}`, span]));
    expect(byId.size).toBe(spans().length);
    for (const span of spans()) {
      for (const link of span.links) expect(byId.has(`${link.traceId}/${link.spanId}`)).toBe(true);
      if (span.parentSpanId === '') continue;
      const parent = byId.get(`${span.traceId}/${span.parentSpanId}`);
      expect(parent).toBeDefined();
      if (parent === undefined) continue;
      expect(BigInt(span.startTimeUnixNano) > BigInt(parent.startTimeUnixNano)).toBe(true);
      expect(BigInt(span.endTimeUnixNano) <= BigInt(parent.endTimeUnixNano)).toBe(true);
    }
    expect(spans().filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(orders.length);
  });

  it('V4: is the same at every telling, and another for another run', () => {
    expect(JSON.stringify(file())).toBe(JSON.stringify(file()));
    expect(telemetryOf('run-2', [orders[0].trace]).resourceSpans[0].scopeSpans[0].spans[0].traceId).not.toBe(spans()[0].traceId);
  });
});
