/** What can be asked of tasks after the fact, or at any moment of it, from the log alone. */
import { describe, expect, it } from 'vitest';
import { supervisor } from '../../src/agents/supervisor.js';
import { foldProgress, percentOf, samplesOf, type TaskProgress } from '../../src/swarm/tasks/progress.js';
import { foldReliability, reliabilityOf, startReliability } from '../../src/swarm/watch/reliability.js';
import { planOf } from '../swarm/simulated-swarm.js';
import { agentOfKind, aGraph, aTask, BEGIN, runTasks, SECOND } from './task-swarm.js';

const guard = agentOfKind(supervisor, 'guard', { agents: { ada: { capabilities: [], thinkUs: 0 }, bob: { capabilities: [], thinkUs: 0 } }, standbys: ['cy'] });

describe('progress', () => {
  const retry = { retriesMax: 1, baseUs: SECOND, factor: 2, jitter: 0 };
  const run = runTasks({ workers: { ada: {}, bob: {} }, work: { work: {}, bad: { failShare: 1 } }, graphs: [aGraph([...Array.from({ length: 6 }, (_, i) => aTask(`t${i}`)), aTask('bad', { work: 'bad', retry }), aTask('after', { after: ['bad'] })])] });

  it('G10: is over ÷ total at every event, never falls, and ends at 100', () => {
    const progress: TaskProgress = [];
    let before = 0;
    let over = 0;
    for (const event of run.events) {
      foldProgress(progress, event);
      if (['TaskCompleted', 'TaskFailed'].includes(event.type)) over += 1;
      if (progress.length === 0) continue;
      // While tasks are being submitted, nothing is over yet.
      const percent = percentOf({ ...progress[0], total: 8 });
      expect(percent).toBeGreaterThanOrEqual(before);
      expect(percent).toBe((100 * over) / 8);
      before = percent;
    }
    expect(before).toBe(100);
    const samples = samplesOf(progress[0]);
    expect(samples[1].at - samples[0].at).toBe(2 * SECOND);
    expect(samples.map(({ percent }) => percent)).toEqual([...samples.map(({ percent }) => percent)].sort((a, b) => a - b));
    expect([samples[0].percent, samples[samples.length - 1].percent]).toEqual([0, 100]);
  });

  it('G10: the history of a task and its result are found in the log', () => {
    const progress: TaskProgress = [];
    for (const event of run.events) foldProgress(progress, event);
    const of = (name: string) => progress[0].tasks.find(({ task }) => task === name);
    expect(of('bad')?.steps.map(({ state }) => state)).toEqual(['pending', 'ready', 'assigned', 'running', 'pending', 'ready', 'assigned', 'running', 'failed']);
    expect(of('bad')?.steps.map(({ attempt }) => attempt)).toEqual([0, 0, 1, 1, 1, 1, 2, 2, 2]);
    expect(of('after')?.steps.map(({ state, reason }) => [state, reason])).toEqual([['pending', undefined], ['failed', 'bad failed']]);
    expect(of('t3')?.result).toEqual({ task: 't3' });
    expect(progress[0]).toMatchObject({ total: 8, completed: 6, over: 8, openedAt: BEGIN });
  });
});

describe('reliability', () => {
  it('R9: availability, time to detection and to repair, and errors are those worked out by hand', () => {
    const plan = planOf([{ kind: 'crash', agent: 'ada', atUs: 10 * SECOND }, { kind: 'crash', agent: 'bob', atUs: 20_040_000, durationUs: 4 * SECOND }]);
    const retry = { retriesMax: 1, baseUs: SECOND, factor: 1, jitter: 0 };
    const tasks = [aTask('a', { timeoutUs: 50 * SECOND }), aTask('b'), aTask('c', { work: 'bad', retry })];
    const run = runTasks({ workers: { ada: {}, bob: {}, cy: { isReserve: true } }, work: { work: { durationUs: 2 * SECOND }, bad: { durationUs: SECOND, failShare: 1 } }, graphs: [aGraph(tasks)], agents: { guard }, plan, untilUs: 100 * SECOND });
    const state = startReliability();
    for (const event of run.events) foldReliability(state, event);
    const found = reliabilityOf(state, { from: 0, until: 100 * SECOND, places: 2 });
    // ada: its last beat is at 10 s, it is missed and replaced at 10.5 s. bob: the beat at 20.0 s, missed at 20.5 s, when nobody stands by; back at 24.04 s.
    expect(found.failures).toBe(2);
    expect(found.detectionUs).toBe((500_000 + 460_000) / 2);
    expect(found.repairUs).toBe((500_000 + 4_000_000) / 2);
    expect(found.availability).toBeCloseTo(1 - 4.5 / 200, 12);
    // Two tasks done, two attempts of the third failed.
    expect([found.errorShare, found.taskSuccess]).toEqual([2 / 4, 2 / 3]);
  });

  it('R9: where nothing was done, no share is made up', () => {
    expect(reliabilityOf(startReliability(), { from: 0, until: 0, places: 0 })).toEqual({ availability: 1, errorShare: undefined, taskSuccess: undefined, failures: 0, detectionUs: undefined, repairUs: undefined });
  });
});
