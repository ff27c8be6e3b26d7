/** The figures of the swarm at an interval of virtual time, computed again from the raw log in the plainest way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesTopic } from '../../../src/core/topic-pattern.js';
import { DAY, SECOND } from '../../../src/core/instant.js';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { isTaskOver } from '../../../src/domain/task.js';
import { folded } from '../../../src/lab/sight/sight-fold.js';
import { endOfStep, stepOf, type SpreadFigures } from '../../../src/lab/sight/spread.js';
import { swarmMetricsFold } from '../../../src/lab/sight/swarm-metrics.js';
import { intervalsOf, SAMPLING_US, swarmSeries, type SwarmInterval } from '../../../src/lab/sight/swarm-series.js';
import { coordinationTypes } from '../../../src/lab/sight/talk-kind.js';
import { taskStep } from '../../../src/lab/sight/task-board.js';
import { aGraph, aTask, runTasks, type TaskSwarm } from '../../agents/task-swarm.js';
import { runsOf, schedules } from '../../swarm/simulated-swarm.js';
import { talkativeSwarm, voters } from './talkative-swarm.js';

interface Span {
  readonly from: number;
  readonly until: number;
}

function receiversOf(all: readonly Extract<LogEvent, { type: 'AgentSeated' }>[], { agent, topic, to, offset }: LogEvent): readonly string[] {
  const seats = all.filter((seat) => seat.offset <= offset);
  const names = seats.map(({ data }) => data.agent as string);
  if (to.length > 0) return names.filter((name) => to.some((one) => one === name));
  return seats.filter(({ data }) => data.agent !== agent && data.listensTo.some((pattern) => matchesTopic(pattern, topic))).map(({ data }) => data.agent);
}

function expectSpread(found: SpreadFigures, values: readonly number[]): void {
  expect(found.n).toBe(values.length);
  if (values.length === 0) return;
  expect(found.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6);
  expect(found.max).toBe(Math.max(...values));
  const exact = [...values].sort((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1];
  expect(found.p95).toBe(Math.min(Math.max(...values), endOfStep(stepOf(exact))));
}

/** Length of the union of spans, as far as it lies within another. */
function within({ from, until }: Span, spans: readonly Span[]): number {
  let total = 0;
  let end = from;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const upTo = Math.min(span.until, until);
    total += Math.max(0, upTo - Math.max(span.from, end));
    end = Math.max(end, upTo);
  }
  return total;
}

/** What begins with an event of one kind and ends with the first later one that matches. */
function spansOf(events: readonly LogEvent[], begins: (event: LogEvent) => string | undefined, ends: (event: LogEvent) => string | undefined): readonly Span[] {
  return events.flatMap((event, index) => {
    const key = begins(event);
    if (key === undefined) return [];
    const end = events.slice(index + 1).find((later) => ends(later) === key);
    return [{ from: event.time, until: end?.time ?? Infinity }];
  });
}

const taskKey = (event: LogEvent): string | undefined => {
  const step = taskStep(event);
  return step === undefined ? undefined : JSON.stringify([event.agent, step.graph, step.task]);
};

function expectRow(row: SwarmInterval, events: readonly LogEvent[], { from, until }: Span, isLast: boolean): void {
  const isIn = ({ time }: LogEvent): boolean => time >= from && (isLast ? time <= until : time < until);
  const isBefore = ({ time }: LogEvent): boolean => (isLast ? time <= until : time < until);
  const here = events.filter(isIn);
  const seats = events.flatMap((event) => (event.type === 'AgentSeated' ? [event] : []));
  const words = events.filter(({ type }) => type !== 'TimerSet').map((event) => ({ event, copies: receiversOf(seats, event) })).filter(({ copies }) => copies.length > 0);
  const said = words.filter(({ event }) => isIn(event));
  const messages = said.reduce((sum, { copies }) => sum + copies.length, 0);
  expect(row).toMatchObject({ from, until, events: here.length, messages });
  expectSpread(row.latency, said.map(({ event }) => event.deliverAt - event.time));

  const flyingAt = (at: number, upTo: (event: LogEvent) => boolean): number => words.reduce((sum, { event, copies }) => sum + (upTo(event) && event.deliverAt > at ? copies.length : 0), 0);
  expect(row.inFlight.now).toBe(flyingAt(until, isBefore));
  expect(row.inFlight.max).toBe(Math.max(flyingAt(from, ({ time }) => time < from), ...said.map(({ event }) => flyingAt(event.time, ({ offset }) => offset <= event.offset))));

  const coordination = here.filter(({ type }) => coordinationTypes.includes(type)).length;
  expect(row.overhead).toMatchObject({ events: coordination, share: coordination / here.length });
  expect(row.agents.active).toBe(seats.filter(({ data }) => here.some(({ agent }) => agent === data.agent)).length);
  const away = seats.filter(({ data }) => {
    const fates = events.filter((event) => isBefore(event) && (event.type === 'AgentCrashed' || event.type === 'AgentRestarted') && event.data.agent === data.agent);
    return fates.at(-1)?.type === 'AgentCrashed';
  });
  expect(row.agents.away).toBe(away.length);
  const heard = new Map<string, number>();
  for (const { copies } of said) for (const one of copies) heard.set(one, (heard.get(one) ?? 0) + 1);
  if (messages > 0) expect(row.balance).toBeCloseTo(messages / heard.size / Math.max(...heard.values()), 12);
  else expect(row.balance).toBeNull();

  const votes = spansOf(events, (event) => (event.type === 'ProposalMade' ? event.data.proposal : undefined), (event) => (event.type === 'DecisionReached' || event.type === 'QuorumMissed' ? event.data.proposal : undefined));
  const ended = votes.filter((vote) => vote.until >= from && (isLast ? vote.until <= until : vote.until < until));
  expectSpread(row.decisions.consensus, ended.map((vote) => vote.until - vote.from));
  const isOpen = (span: Span): boolean => (isLast ? span.from <= until && span.until > until : span.from < until && span.until >= until);
  expect(row.decisions).toMatchObject({ proposed: here.filter(({ type }) => type === 'ProposalMade').length, open: votes.filter(isOpen).length });
  expectTasks(row, events, { from, until }, { votes, isIn, isBefore });
}

interface Reading {
  readonly votes: readonly Span[];
  readonly isIn: (event: LogEvent) => boolean;
  readonly isBefore: (event: LogEvent) => boolean;
}

function expectTasks({ tasks, overhead }: SwarmInterval, events: readonly LogEvent[], span: Span, { votes, isIn, isBefore }: Reading): void {
  const isOver = (event: LogEvent): boolean => isTaskOver(taskStep(event)?.to ?? 'pending');
  const steps = events.filter((event) => taskStep(event) !== undefined);
  const keys = [...new Set(steps.map(taskKey))];
  const over = steps.filter((event) => isIn(event) && isOver(event));
  const completed = over.flatMap((event) => (event.type === 'TaskCompleted' ? [event] : []));
  expect(tasks.success).toBe(over.length === 0 ? null : completed.length / over.length);
  expect(tasks.ended.completed ?? 0).toBe(completed.length);
  expectSpread(tasks.duration, completed.map(({ data }) => data.workedUs));
  const lastOf = (key: string | undefined, upTo: (event: LogEvent) => boolean) => steps.findLast((event) => upTo(event) && taskKey(event) === key);
  const stateAt = (upTo: (event: LogEvent) => boolean) => keys.map((key) => lastOf(key, upTo)).flatMap((event) => (event === undefined ? [] : [taskStep(event)?.to]));
  const waiting = (upTo: (event: LogEvent) => boolean): number => stateAt(upTo).filter((state) => state === 'ready').length;
  expect(tasks.open).toBe(stateAt(isBefore).filter((state) => state !== undefined && !isTaskOver(state)).length);
  expect(tasks.queue).toEqual({ now: waiting(isBefore), max: Math.max(waiting(({ time }) => time < span.from), ...steps.filter(isIn).map(({ offset }) => waiting((event) => event.offset <= offset))) });

  const lives = spansOf(steps, (event) => (event.type === 'TaskSubmitted' ? taskKey(event) : undefined), (event) => (isOver(event) ? taskKey(event) : undefined));
  expect(overhead.openUs).toBe(within(span, [...votes, ...lives]));
  const workers = [...new Set(steps.filter(isBefore).flatMap((event) => (taskStep(event)?.to === 'running' ? [taskStep(event)?.worker] : [])))];
  const busy = workers.map((worker) => within(span, spansOf(steps, (event) => (taskStep(event)?.to === 'running' && taskStep(event)?.worker === worker ? taskKey(event) : undefined), taskKey)));
  const whole = (span.until - span.from) * workers.length;
  if (whole === 0) expect(tasks.utilisation).toBeNull();
  else expect(tasks.utilisation).toBeCloseTo(busy.reduce((sum, one) => sum + one, 0) / whole, 12);
}

/** Holds every row against the log, and no row may be missing. */
function expectSame(events: readonly LogEvent[], everyUs: number): void {
  const rows = [...intervalsOf(events, everyUs)];
  const places = [...new Set(events.map(({ time }) => Math.floor(time / everyUs)))];
  expect(rows).toHaveLength(places.length);
  const last = events[events.length - 1].time;
  rows.forEach((row, index) => {
    const isLast = index === rows.length - 1;
    const from = Math.max(events[0].time, places[index] * everyUs);
    expectRow(row, events, { from, until: isLast ? last : (places[index] + 1) * everyUs }, isLast);
  });
}

const lengths = fc.constantFrom(1, 2 * SECOND, SAMPLING_US, 7_333_333, 60 * SECOND, 3_600 * SECOND);
const graph = aGraph([aTask('a'), aTask('b', { after: ['a'] }), aTask('c', { after: ['a'] }), aTask('d', { after: ['b', 'c'] }), aTask('e')]);
const work = { work: { durationUs: 3 * SECOND, jitterUs: SECOND, failShare: 0.2 } };
const tasks: TaskSwarm = { workers: { ada: {}, bob: { concurrency: 2 } }, work, graphs: [graph], untilUs: 600 * SECOND };

describe('the swarm at an interval', () => {
  it('V2: is what the raw log says, for any length of the interval and under any schedule of faults', () => {
    fc.assert(
      fc.property(schedules({ agents: ['council', ...voters], spanUs: 600_000_000 }), lengths, (schedule, everyUs) => expectSame(talkativeSwarm(schedule).events, everyUs)),
      { numRuns: runsOf(20) },
    );
  });

  it('V2: is what the raw log says of tasks and of how busy the workers were', () => {
    fc.assert(
      fc.property(schedules({ agents: ['boss', 'ada', 'bob'], spanUs: 20 * SECOND }), lengths, (schedule, everyUs) => expectSame(runTasks({ ...tasks, ...schedule }).events, everyUs)),
      { numRuns: runsOf(20) },
    );
  });

  it('V2: adds up to the figures of the whole run', () => {
    const { events } = runTasks(tasks);
    const whole = folded(events, swarmMetricsFold());
    const rows = [...intervalsOf(events, 2 * SECOND)];
    const sum = (of: (row: SwarmInterval) => number): number => rows.reduce((total, row) => total + of(row), 0);
    expect(rows.length).toBeGreaterThan(3);
    expect(sum(({ messages }) => messages)).toBe(whole.messages);
    expect(sum(({ latency }) => latency.n)).toBe(whole.latency.n);
    expect(sum(({ tasks: { ended } }) => ended.completed ?? 0)).toBe(whole.tasks.ended.completed);
    expect(Math.max(...rows.map(({ inFlight }) => inFlight.max))).toBe(whole.inFlight.max);
    expect(Math.max(...rows.map((row) => row.tasks.queue.max))).toBe(whole.tasks.queue.max);
  });

  it('V2: costs nothing while nothing is said: a market that sleeps for years has no rows', () => {
    const { events } = talkativeSwarm();
    const slept = events.map((event, index) => (index < 40 ? event : { ...event, time: event.time + 3_650 * DAY, deliverAt: event.deliverAt + 3_650 * DAY }));
    expect([...intervalsOf(slept, SECOND)].length).toBeLessThanOrEqual(events.length);
    expectSame(slept, 2 * SECOND);
  });

  it('V2: begins before 1970 where the data do', () => {
    const { events } = talkativeSwarm();
    const early = events.map((event) => ({ ...event, time: event.time - 20_000 * DAY - 1, deliverAt: event.deliverAt - 20_000 * DAY - 1 }));
    expectSame(early, SAMPLING_US);
    expect(folded(early, swarmMetricsFold()).from).toBe(early[0].time);
  });

  it('V2: may be asked at any event how the interval in progress stands', () => {
    const { events } = talkativeSwarm();
    const series = swarmSeries(60 * SECOND);
    expect(series.soFar()).toBeUndefined();
    events.forEach((event, index) => {
      series.see(event);
      if (index % 11 === 0) expect(series.soFar()).toEqual([...intervalsOf(events.slice(0, index + 1), 60 * SECOND)].at(-1));
    });
  });
});
