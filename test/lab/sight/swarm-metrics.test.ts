/** Every figure of the swarm, computed again from the raw log in the plainest way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { matchesTopic } from '../../../src/core/topic-pattern.js';
import { communicationFold } from '../../../src/lab/sight/communication.js';
import { folded } from '../../../src/lab/sight/sight-fold.js';
import { coordinationTypes } from '../../../src/lab/sight/talk-kind.js';
import { endOfStep, stepOf, type SpreadFigures } from '../../../src/lab/sight/spread.js';
import { swarmMetricsFold } from '../../../src/lab/sight/swarm-metrics.js';
import { runsOf, schedules } from '../../swarm/simulated-swarm.js';
import { talkativeSwarm, voters } from './talkative-swarm.js';

/** Returns who an event goes to, asked of every seat. */
function receiversOf(events: readonly LogEvent[], { agent, topic, to, offset }: LogEvent): readonly string[] {
  const seats = events.flatMap((event) => (event.type === 'AgentSeated' && event.offset <= offset ? [event.data] : []));
  if (to.length > 0) return seats.map((seat) => seat.agent).filter((name) => to.includes(name));
  return seats.filter((seat) => seat.agent !== agent && seat.listensTo.some((pattern) => matchesTopic(pattern, topic))).map((seat) => seat.agent);
}

function expectSpread(found: SpreadFigures, values: readonly number[]): void {
  expect(found.n).toBe(values.length);
  if (values.length === 0) return;
  expect(found.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6);
  expect(found.max).toBe(Math.max(...values));
  const sorted = [...values].sort((a, b) => a - b);
  for (const [share, figure] of [[0.5, found.p50], [0.95, found.p95]] as const) {
    const exact = sorted[Math.ceil(share * sorted.length) - 1];
    expect(figure).toBe(Math.min(Math.max(...values), endOfStep(stepOf(exact))));
    expect(figure ?? 0).toBeGreaterThanOrEqual(exact);
    expect(figure ?? 0).toBeLessThanOrEqual(Math.max(1, exact * 1.1));
  }
}

/** Length of the union of intervals. */
function unionOf(intervals: readonly (readonly [number, number])[]): number {
  let total = 0;
  let end = -Infinity;
  for (const [from, until] of [...intervals].sort((a, b) => a[0] - b[0])) {
    total += Math.max(0, until - Math.max(from, end));
    end = Math.max(end, until);
  }
  return total;
}

function expectSame(events: readonly LogEvent[]): void {
  const metrics = folded(events, swarmMetricsFold());
  const words = events.filter(({ type }) => type !== 'TimerSet');
  const copies = words.map((event) => receiversOf(events, event).length);
  const messages = copies.reduce((sum, count) => sum + count, 0);
  const last = events[events.length - 1];
  expect(metrics).toMatchObject({ events: events.length, messages, from: events[0].time, until: last.time });

  expectSpread(metrics.latency, words.filter((_, index) => copies[index] > 0).map(({ time, deliverAt }) => deliverAt - time));
  const flying = (at: number, upTo: number): number => words.reduce((sum, { offset, deliverAt }, index) => sum + (offset <= upTo && deliverAt > at ? copies[index] : 0), 0);
  expect(metrics.inFlight.max).toBe(Math.max(0, ...words.map(({ time, offset }) => flying(time, offset))));
  expect(metrics.inFlight.now).toBe(flying(last.time, Infinity));

  const coordination = events.filter(({ type }) => coordinationTypes.includes(type)).length;
  expect(metrics.overhead).toMatchObject({ events: coordination, share: coordination / events.length });
  const rounds = events.flatMap((event) => (event.type === 'ProposalMade' ? [event] : [])).map(({ data, time }) => {
    const end = events.find((event) => (event.type === 'DecisionReached' || event.type === 'QuorumMissed') && event.data.proposal === data.proposal);
    return [time, end?.time] as const;
  });
  expectSpread(metrics.decisions.consensus, rounds.flatMap(([from, until]) => (until === undefined ? [] : [until - from])));
  expect(metrics.decisions).toMatchObject({ proposed: rounds.length, open: rounds.filter(([, until]) => until === undefined).length });
  expect(metrics.overhead.openUs).toBe(unionOf(rounds.map(([from, until]) => [from, until ?? last.time])));

  const seated = events.flatMap((event) => (event.type === 'AgentSeated' ? [event.data.agent] : []));
  expect(metrics.agents.active).toBe(seated.filter((agent) => events.some((event) => event.agent === agent)).length);
  const loads = seated.map((agent) => words.filter((event) => receiversOf(events, event).includes(agent)).length).filter((load) => load > 0);
  expect(metrics.balance).toBeCloseTo(messages / loads.length / Math.max(...loads), 12);
  expect(metrics.marketOpenUs).toBe(unionOf(events.flatMap((event) => (event.type === 'BarClosed' ? [[event.data.bar.openedAt, event.data.bar.closedAt] as const] : []))));
}

describe('the figures of a swarm', () => {
  it('V2: are what the raw log says, in a quiet run', () => {
    const { events } = talkativeSwarm();
    expectSame(events);
    const metrics = folded(events, swarmMetricsFold());
    expect(metrics.agents).toEqual({ seated: 4, active: 4, away: 0 });
    expect(metrics.decisions.reached).toBeGreaterThan(5);
    // A question travels a millisecond, and so does the answer.
    expect(metrics.decisions.consensus).toMatchObject({ mean: 2_000, max: 2_000 });
  });

  it('V2: are what the raw log says under any schedule of faults', () => {
    fc.assert(
      fc.property(schedules({ agents: ['council', ...voters], spanUs: 600_000_000 }), (schedule) => expectSame(talkativeSwarm(schedule).events)),
      { numRuns: runsOf(30) },
    );
  });

  it('V2: may be asked while the run goes on, and count what is open then', () => {
    const { events } = talkativeSwarm();
    const asked = events.findIndex(({ type }) => type === 'ProposalMade');
    expect(folded(events.slice(0, asked + 1), swarmMetricsFold()).decisions).toMatchObject({ proposed: 1, reached: 0, open: 1 });
  });

  it('F13: the sums over the matrix of who told whom are the messages, and the kernel handed over as many', () => {
    const { events, kernel } = talkativeSwarm();
    const matrix = folded(events, communicationFold());
    const sum = (record: Readonly<Record<string, number>>): number => Object.values(record).reduce((total, count) => total + count, 0);
    expect(matrix.messages).toBe(folded(events, swarmMetricsFold()).messages);
    expect(sum(matrix.sent)).toBe(matrix.messages);
    expect(sum(matrix.heard)).toBe(matrix.messages);
    expect(matrix.links.reduce((total, { messages }) => total + messages, 0)).toBe(matrix.messages);
    const rung = events.filter(({ type, deliverAt }) => type === 'TimerSet' && deliverAt <= kernel.now).length;
    expect(matrix.messages + rung).toBe(kernel.deliveries);
  });

  it('F13: what faults took away and brought twice is counted beside the messages, link by link', () => {
    fc.assert(
      fc.property(schedules({ agents: ['council', ...voters], spanUs: 600_000_000, kinds: ['drop', 'duplicate', 'delay'] }), (schedule) => {
        const { events, kernel } = talkativeSwarm(schedule);
        const { links, messages } = folded(events, communicationFold());
        const total = (of: 'lost' | 'repeated'): number => links.reduce((sum, link) => sum + link[of], 0);
        const returned = events.reduce((sum, event) => sum + (event.type === 'FaultHealed' ? event.data.returned : 0), 0);
        const rung = events.filter(({ type, deliverAt }) => type === 'TimerSet' && deliverAt <= kernel.now).length;
        expect(messages - total('lost') + total('repeated') + returned + rung).toBe(kernel.deliveries);
      }),
      { numRuns: runsOf(30) },
    );
  });
});
