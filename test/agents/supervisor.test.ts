/** Detection and recovery, to the microsecond: by rule, where nothing is said while all is well, and by beats that are sent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supervisor } from '../../src/agents/supervisor.js';
import { worker } from '../../src/agents/worker.js';
import { withHeartbeat } from '../../src/agents/with-heartbeat.js';
import type { Decider } from '../../src/kernel/agent.js';
import type { EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import { everyTaskEnds, legalTaskSteps } from '../../src/domain/invariants/task-life.js';
import { expectReplayed, planOf, schedules, simulateSwarm, runsOf } from '../swarm/simulated-swarm.js';
import { aGraph, agentOfKind, aTask, completions, ends, runTasks, SECOND } from './task-swarm.js';

const MS = 1_000;
const workers = { ada: { capabilities: ['risk'] }, bob: {}, cy: { isReserve: true } };
const guard = (rest: object = {}): unknown =>
  agentOfKind(supervisor, 'guard', { agents: { ada: { capabilities: ['risk'], thinkUs: 0 }, bob: { capabilities: [], thinkUs: 0 } }, standbys: ['cy'], ...rest });
const crash = (agent: string, atUs: number, durationUs?: number): object => ({ kind: 'crash', atUs, agent, ...(durationUs === undefined ? {} : { durationUs }) });

describe('a failure detector', () => {
  it('R3: notices a crash exactly five beats of 100 ms after the last one, and says before that it suspects it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 * SECOND }), (atUs) => {
        const run = simulateSwarm({ agents: { guard: guard(), ada: quiet, bob: quiet, cy: quiet }, untilUs: 8 * SECOND, plan: planOf([crash('ada', atUs)]) });
        const lastBeatAt = Math.floor(atUs / (100 * MS)) * 100 * MS;
        expect(run.ofType('AgentSuspected').map(({ time, data }) => [data.agent, time])).toEqual([['ada', lastBeatAt + 300 * MS]]);
        expect(run.ofType('AgentDetectedDown').map(({ time, data }) => [data.agent, data.lastBeatAt, time])).toEqual([['ada', lastBeatAt, lastBeatAt + 500 * MS]]);
        expect(run.ofType('AgentReplaced')[0].time - atUs).toBeLessThan(SECOND);
      }),
      { numRuns: 50 },
    );
  });

  it('R3: costs no event while nobody fails, and none for an agent that is back before it is missed', () => {
    const idle = simulateSwarm({ agents: { guard: guard(), ada: quiet, bob: quiet, cy: quiet }, untilUs: 3_600 * SECOND });
    expect(idle.events.filter(({ agent }) => agent === 'guard')).toEqual([]);
    const brief = simulateSwarm({ agents: { guard: guard(), ada: quiet, bob: quiet, cy: quiet }, untilUs: 10 * SECOND, plan: planOf([crash('ada', SECOND + 1, 400 * MS)]) });
    expect(brief.ofType('AgentDetectedDown')).toEqual([]);
  });

  it('R3: an agent that is back after it was missed is said to be back', () => {
    const run = simulateSwarm({ agents: { guard: guard(), ada: quiet, bob: quiet, cy: quiet }, untilUs: 10 * SECOND, plan: planOf([crash('ada', SECOND, 2 * SECOND)]) });
    expect(run.ofType('AgentDetectedBack').map(({ time, data }) => [data.agent, time, data.downUs])).toEqual([['ada', 3 * SECOND + 1, 1.5 * SECOND + 1]]);
    expectReplayed(run);
  });

  it('Trap 15: a busy agent is alive: one that is slow, or has work to do, is not missed', () => {
    const slow = planOf([{ kind: 'slow', atUs: 0, agent: 'ada', thinkUs: 3 * SECOND }]);
    const run = runTasks({ workers, work: { work: { durationUs: 40 * SECOND } }, graphs: [aGraph([aTask('a'), aTask('b')])], agents: { guard: guard() }, plan: slow, untilUs: 200 * SECOND });
    expect(run.ofType('AgentDetectedDown')).toEqual([]);
    expect(ends(run)).toEqual({ a: 'completed', b: 'completed' });
  });

  it('R3: a hang is noticed like a crash, and the profile of 30 s after 30 s', () => {
    const plan = planOf([{ kind: 'hang', atUs: SECOND, agent: 'bob', durationUs: 60 * SECOND }]);
    const run = simulateSwarm({ agents: { guard: guard({ intervalUs: 6 * SECOND }), ada: quiet, bob: quiet, cy: quiet }, untilUs: 100 * SECOND, plan });
    expect(run.ofType('AgentDetectedDown').map(({ time, data }) => [data.agent, time])).toEqual([['bob', 30 * SECOND]]);
    expect(run.ofType('AgentDetectedBack').map(({ data }) => data.agent)).toEqual(['bob']);
  });
});

/** Says and does nothing. */
const quiet: unknown = { listensTo: [], initial: () => ({}), evolve: (state: object) => state, decide: () => [] };

describe('beats that are sent', () => {
  const beating = (): unknown => withHeartbeat(quiet as Decider<object, LogEvent, EventDraft>);
  const agents = { guard: guard({ beats: 'sent' }), ada: beating(), bob: beating(), cy: beating() };

  it('R3: are missed exactly 500 ms after the last one that came, also when the link and not the agent is gone', () => {
    const plan = planOf([{ kind: 'partition', atUs: 2_050 * MS, durationUs: 3 * SECOND, agents: ['ada'] }]);
    const run = simulateSwarm({ agents, latencyUs: 7 * MS, untilUs: 8 * SECOND, plan });
    const [down] = run.ofType('AgentDetectedDown');
    const heard = run.ofType('HeartbeatSent').filter(({ agent, deliverAt }) => agent === 'ada' && deliverAt <= 2_050 * MS + 7 * MS).map(({ deliverAt }) => deliverAt);
    expect(down.data.agent).toBe('ada');
    expect(down.time).toBe(heard[heard.length - 1] + 500 * MS);
    expect(run.ofType('AgentDetectedBack').map(({ data }) => data.agent)).toEqual(['ada']);
    expectReplayed(run);
  });

  it('R3: a worker can be given a heart, and works as it would without', () => {
    const ada = agentOfKind(worker, 'ada', { work: { work: { durationUs: 2 * SECOND, jitterUs: 0, failShare: 0, failsFirst: 0 } }, heartbeatUs: 100 * MS });
    const run = runTasks({ workers: { ada: {} }, graphs: [aGraph([aTask('a')])], agents: { ada, guard: guard({ beats: 'sent', agents: { ada: { capabilities: [], thinkUs: 0 } }, standbys: [] }) }, untilUs: 5 * SECOND });
    expect(ends(run)).toEqual({ a: 'completed' });
    expect(run.ofType('HeartbeatSent')).toHaveLength(49);
    expect(run.ofType('AgentDetectedDown')).toEqual([]);
  });

  it('R3: nobody is missed for one lost beat, nor for four', () => {
    const plan = planOf([{ kind: 'drop', atUs: SECOND, durationUs: 399 * MS, from: 'ada', to: 'guard' }]);
    const run = simulateSwarm({ agents, untilUs: 5 * SECOND, plan });
    expect(run.ofType('FaultStruck').length).toBeGreaterThan(2);
    expect(run.ofType('AgentDetectedDown')).toEqual([]);
  });
});

describe('recovery', () => {
  it('R4: hands the tasks of who is gone to its replacement within a second, each from its checkpoint, and all of them end', () => {
    const graph = aGraph([aTask('long', { capabilities: ['risk'] }), aTask('next', { after: ['long'], capabilities: ['risk'] }), aTask('other')]);
    const crashAt = 7_250 * MS;
    const run = runTasks({
      workers, graphs: [graph], work: { work: { durationUs: 10 * SECOND, checkpointUs: SECOND } }, coordinator: { watcher: 'guard' },
      agents: { guard: guard() }, plan: planOf([crash('ada', crashAt)]), laws: [legalTaskSteps, everyTaskEnds],
    });
    expect(run.broken).toBeUndefined();
    expect(ends(run)).toEqual({ long: 'completed', next: 'completed', other: 'completed' });
    const [replaced] = run.ofType('AgentReplaced');
    expect(replaced.data).toMatchObject({ agent: 'ada', by: 'cy' });
    const again = run.ofType('TaskAssigned').find(({ data }) => data.task === 'long' && data.worker === 'cy');
    expect((again?.time ?? Infinity) - crashAt).toBeLessThan(SECOND);
    // Seven seconds of work stood in the last checkpoint: three are left, not ten.
    expect(again?.data.checkpoint).toEqual({ doneUs: 7 * SECOND });
    expect(completions(run)['long'] - (again?.time ?? 0)).toBe(3 * SECOND + 1);
    // As many of their kind take part as before.
    const { desk } = run.stateOf<{ desk: { workers: Record<string, { place: string; isDown: boolean }> } }>('boss');
    expect(Object.values(desk.workers).filter(({ place, isDown }) => place === 'active' && !isDown)).toHaveLength(2);
    expectReplayed(run);
  });

  it('Trap 20: failure handling keeps state: what takes over goes on from the checkpoint and never begins anew', () => {
    const run = runTasks({ workers: { ada: {}, bob: {} }, work: { work: { durationUs: 20 * SECOND, checkpointUs: 5 * SECOND } }, graphs: [aGraph([aTask('long')])], agents: { guard: guard({ standbys: [] }) }, plan: planOf([crash('ada', 11 * SECOND)]) });
    expect(run.ofType('ReplacementMissing')[0].data).toEqual({ agent: 'ada', reason: 'nobody stands by' });
    expect(run.ofType('TaskAssigned').map(({ data }) => [data.worker, data.checkpoint])).toEqual([['ada', undefined], ['bob', { doneUs: 10 * SECOND }]]);
    expect(run.ofType('TaskReported').map(({ data }) => data.workedUs)).toEqual([10 * SECOND]);
  });

  it('R4: random crashes of anybody lose no task, and who is back is used again', () => {
    const swarm = schedules({ agents: ['ada', 'bob', 'cy'], spanUs: 40 * SECOND, kinds: ['crash', 'restart', 'hang'] });
    fc.assert(
      fc.property(swarm, (schedule) => {
        const run = runTasks({
          ...schedule, workers, untilUs: 3_600 * SECOND, work: { work: { durationUs: 3 * SECOND, checkpointUs: SECOND } }, coordinator: { watcher: 'guard' },
          graphs: [aGraph(Array.from({ length: 12 }, (_, i) => aTask(`t${i}`, i % 3 === 0 ? { capabilities: ['risk'] } : {})))], agents: { guard: guard() }, laws: [legalTaskSteps, everyTaskEnds],
        });
        expect(run.broken).toBeUndefined();
        expect(new Set(Object.values(ends(run)))).toEqual(new Set(['completed']));
        expect(Object.keys(ends(run))).toHaveLength(12);
      }),
      { numRuns: runsOf(60) },
    );
  });
});
