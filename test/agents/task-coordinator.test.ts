/** Tasks on a quiet network: what is said, in which order, and at which microsecond. */
import { describe, expect, it } from 'vitest';
import { expectRepeated, expectReplayed } from '../swarm/simulated-swarm.js';
import { aGraph, aTask, completions, ends, runTasks, SECOND } from './task-swarm.js';

const three = { ada: {}, bob: {}, cy: {} };
/** To the worker and back. */
const HOPS = 2;

describe('a diamond of tasks', () => {
  const diamond = aGraph([aTask('load'), aTask('left', { after: ['load'] }), aTask('right', { after: ['load'] }), aTask('join', { after: ['left', 'right'] })]);
  const run = runTasks({ workers: three, graphs: [diamond] });

  it('G1: runs a diamond in three waves, and its last task begins at the instant in which the last one before it is done', () => {
    expect(run.ofType('TaskGraphOpened')[0].data.waves).toEqual([['load'], ['left', 'right'], ['join']]);
    expect(completions(run)).toEqual({ load: SECOND + HOPS, left: 2 * (SECOND + HOPS), right: 2 * (SECOND + HOPS), join: 3 * (SECOND + HOPS) });
    const [last] = run.ofType('TaskCompleted').filter(({ data }) => data.task === 'right');
    const ready = run.ofType('TaskReady').find(({ data }) => data.task === 'join');
    expect(ready?.time).toBe(last.time);
  });

  it('Trap 21: readiness comes at the virtual time of the last parent, not at a later look', () => {
    for (const { data: { task }, time } of run.ofType('TaskReady')) {
      const before = diamond.tasks.find(({ name }) => name === task)?.after ?? [];
      const times = run.ofType('TaskCompleted').filter(({ data }) => before.includes(data.task)).map((event) => event.time);
      expect(time).toBe(Math.max(1, ...times));
    }
  });

  it('G1: needs no alarm that rings for nothing but one, and says the same again', () => {
    expect(run.ofType('TimerSet').filter(({ agent }) => agent === 'boss')).toHaveLength(1);
    expectReplayed(run);
    expectRepeated(run);
  });
});

describe('time', () => {
  it('G2: a task that does not end times out 300 s after its assignment, to the microsecond', () => {
    const run = runTasks({ workers: { ada: {} }, work: { work: { durationUs: 400 * SECOND } }, graphs: [aGraph([aTask('endless')])] });
    const [assigned] = run.ofType('TaskAssigned');
    const [timedOut] = run.ofType('TaskTimedOut');
    expect(timedOut.time - assigned.time).toBe(300 * SECOND);
    expect(timedOut.data.timeoutUs).toBe(300 * SECOND);
    expect(ends(run)).toEqual({ endless: 'timed-out' });
  });

  it('R5: attempts that fail at once begin after waits of 1, 2 and 4 s, and then the task has failed', () => {
    const run = runTasks({ workers: { ada: {} }, work: { work: { durationUs: 1, failShare: 1 } }, graphs: [aGraph([aTask('poor')])] });
    const begins = run.ofType('TaskAssigned').map(({ time }) => time);
    // An attempt takes one microsecond, and two on the way.
    expect(begins.map((time) => time - begins[0])).toEqual([0, SECOND + 3, 3 * SECOND + 6, 7 * SECOND + 9]);
    expect(run.ofType('TaskPutBack').map(({ data }) => data.rung)).toEqual(['retry', 'retry', 'retry']);
    expect(run.ofType('TaskFailed')[0].data).toMatchObject({ attempt: 4, reason: 'the work failed' });
  });

  it('R5: jitter comes from the coordinator’s own stream, and is the same again', () => {
    const retry = { retriesMax: 3, baseUs: SECOND, factor: 2, jitter: 0.5 };
    const run = runTasks({ workers: { ada: {} }, work: { work: { durationUs: 1, failShare: 1 } }, graphs: [aGraph([aTask('poor', { retry })])] });
    const waits = run.ofType('TaskPutBack').map(({ data, time }) => data.readyAt - time);
    waits.forEach((wait, index) => {
      const base = [1, 2, 4][index] * SECOND;
      expect(wait).toBeGreaterThan(base);
      expect(wait).toBeLessThanOrEqual(1.5 * base);
    });
    expectRepeated(run);
    expectReplayed(run);
  });
});

describe('what follows a failure', () => {
  const failing = { good: {}, bad: { durationUs: 1, failShare: 1 } };
  const chain = (onFailure: 'fail' | 'skip' | 'substitute', rest = {}) =>
    aGraph([aTask('first', { work: 'bad', onFailure, retry: { retriesMax: 0, baseUs: 1, factor: 1, jitter: 0 }, ...rest }), aTask('second', { work: 'good', after: ['first'] }), aTask('third', { work: 'good', after: ['second'] }), aTask('apart', { work: 'good' })]);

  it('G3: those who wait for a task that failed fail, and what does not wait goes on', () => {
    const run = runTasks({ workers: three, work: failing, graphs: [chain('fail')] });
    expect(ends(run)).toEqual({ first: 'failed', second: 'failed', third: 'failed', apart: 'completed' });
    expect(run.ofType('TaskFailed').map(({ data }) => data.reason)).toEqual(['the work failed', 'first failed', 'second failed']);
    expect(run.ofType('TaskGraphEnded')[0].data).toMatchObject({ outcome: 'failed', completed: 1, failed: 3 });
  });

  it('G3: with skip they are left out', () => {
    const run = runTasks({ workers: three, work: failing, graphs: [chain('skip')] });
    expect(ends(run)).toEqual({ first: 'failed', second: 'skipped', third: 'skipped', apart: 'completed' });
  });

  it('G3: with substitute other work takes its place', () => {
    const run = runTasks({ workers: three, work: failing, graphs: [chain('substitute', { substitute: 'good' })] });
    expect(ends(run)).toEqual({ first: 'completed', second: 'completed', third: 'completed', apart: 'completed' });
    expect(run.ofType('TaskAssigned').filter(({ data }) => data.task === 'first').map(({ data }) => data.work)).toEqual(['bad', 'good']);
  });

  it('Trap 10: a failed task settles its dependants at once, so that the graph always ends', () => {
    for (const policy of ['fail', 'skip'] as const) {
      const run = runTasks({ workers: three, work: failing, graphs: [chain(policy)] });
      const settled = run.events.filter(({ type, data }) => (type === 'TaskFailed' || type === 'TaskSkipped') && 'task' in data && data.task !== 'apart');
      expect(new Set(settled.map(({ time }) => time)).size).toBe(1);
      expect(run.ofType('TaskGraphEnded')).toHaveLength(1);
    }
  });

  it('G3: a task can be cancelled on request, its worker lets go of it, and its dependants are settled', () => {
    const cancel = { type: 'TaskCancelAsked', data: { graph: 'graph', task: 'first', reason: 'wrong numbers' } };
    const graph = aGraph([aTask('first', { onFailure: 'skip' }), aTask('second', { after: ['first'] }), aTask('next')]);
    const run = runTasks({ workers: { ada: {} }, graphs: [graph], inputs: [{ at: SECOND / 2, draft: cancel }] });
    expect(ends(run)).toEqual({ first: 'cancelled', second: 'skipped', next: 'completed' });
    // The worker is free at once: it ends the next one a second later.
    expect(completions(run)['next']).toBeLessThan(SECOND / 2 + SECOND + 10);
    expect(run.ofType('TaskReported').map(({ data }) => data.task)).toEqual(['next']);
  });

  it('G3: what is not over when the run ends is cancelled', () => {
    const run = runTasks({ workers: three, graphs: [aGraph([aTask('a'), aTask('b', { after: ['a'] })])], inputs: [{ at: 10, by: 'lab', draft: { type: 'RunEnding', data: { reason: 'data-ended' } } }] });
    expect(ends(run)).toEqual({ a: 'cancelled', b: 'cancelled' });
    expect(run.ofType('TaskGraphEnded')[0].data.outcome).toBe('cancelled');
  });
});

describe('requests', () => {
  it('G2: a graph that somebody asks for is taken on, and one with a circle is refused by its name', () => {
    const ask = (definition: object, name = 'mine') => ({ at: 5, draft: { type: 'TaskGraphAsked', data: { graph: name, definition } } });
    const circle = { name: 'round', tasks: [aTask('a', { after: ['c'] }), aTask('b', { after: ['a'] }), aTask('c', { after: ['b'] })] };
    const run = runTasks({ workers: three, inputs: [ask({ name: 'mine', tasks: [aTask('a')] }), ask(circle, 'round')] });
    expect(ends(run)).toEqual({ a: 'completed' });
    expect(run.ofType('TaskGraphRefused')[0].data).toEqual({ graph: 'round', code: 'task-graph-circle', reason: 'No task waits for itself (found a → c → b → a in "round").' });
  });

  it('Trap 3: load falls when a task ends, whatever the outcome; after all work it is zero', () => {
    const work = { work: { failShare: 0.4 }, slow: { durationUs: 400 * SECOND } };
    const tasks = [...Array.from({ length: 12 }, (_, i) => aTask(`t${i}`)), aTask('late', { work: 'slow', timeoutUs: 3 * SECOND })];
    const run = runTasks({ workers: { ada: { concurrency: 2, queue: 3 }, bob: { queue: 1 } }, work, graphs: [aGraph(tasks, { concurrencyMax: 8 })] });
    const { desk } = run.stateOf<{ desk: { workers: Record<string, { open: number }>; graphs: object } }>('boss');
    expect(Object.values(desk.workers).map(({ open }) => open)).toEqual([0, 0]);
    expect(desk.graphs).toEqual({});
    for (const name of ['ada', 'bob']) expect(run.stateOf<{ desk: { queue: unknown[]; running: unknown[]; reports: unknown[] } }>(name).desk).toMatchObject({ queue: [], running: [], reports: [] });
  });
});
