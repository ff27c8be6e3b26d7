/** Random graphs of tasks under random loss, delay, repetition, cuts and crashes: what must hold whatever happens. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schedulerNames } from '../../src/domain/task.js';
import { invariant, type Invariant } from '../../src/domain/invariants/invariant.js';
import { everyTaskEnds, legalTaskSteps } from '../../src/domain/invariants/task-life.js';
import { agentId } from '../../src/core/brand.js';
import type { Desk } from '../../src/swarm/tasks/desk.js';
import type { WorkDesk } from '../../src/swarm/tasks/work-desk.js';
import { expectReplayed, planOf, runsOf, schedules, type SwarmRun } from '../swarm/simulated-swarm.js';
import { runTasks, SECOND, type TaskSwarm } from './task-swarm.js';

const names = ['ada', 'bob', 'cy', 'dee'];
const OVER = ['TaskCompleted', 'TaskFailed', 'TaskTimedOut', 'TaskCancelled', 'TaskSkipped'];

const graphs = fc.array(fc.record({ after: fc.array(fc.nat(), { maxLength: 3 }), work: fc.constantFrom('quick', 'slow', 'shaky'), capability: fc.constantFrom('', 'risk'), policy: fc.constantFrom('fail', 'skip'), isLadder: fc.boolean(), join: fc.constantFrom('all', 'first') }), { minLength: 1, maxLength: 9 }).map((tasks) => ({
  name: 'graph',
  tasks: tasks.map(({ after, work, capability, policy, isLadder, join }, place) => {
    const before = place === 0 ? [] : [...new Set(after.map((pick) => `t${pick % place}`))];
    return { name: `t${place}`, work, after: before, capabilities: capability === '' ? [] : [capability], onFailure: policy, isLadder, ...(join === 'first' && before.length > 0 ? { join: { rule: 'first' } } : {}) };
  }),
}));

const swarms = fc.record({
  schedule: schedules({ agents: ['boss', ...names], spanUs: 60 * SECOND }),
  graph: graphs,
  scheduler: fc.constantFrom(...schedulerNames),
  stealing: fc.boolean(),
  queue: fc.nat({ max: 3 }),
  hasBreaker: fc.boolean(),
});

const workers = (queue: number): TaskSwarm['workers'] => ({ ada: { capabilities: ['risk'], concurrency: 2, queue }, bob: { queue }, cy: { capabilities: ['risk'], queue, weight: 3 }, dee: { concurrency: 3 } });

/** No agent works on more at a time than it may, by what it does and not by what is thought of it. */
const handsAreEnough: Invariant = invariant({
  id: 'hands',
  law: 'A worker works on as many tasks at a time as it may.',
  check: (_event, _state, world) => {
    for (const [name, { concurrency = 1 }] of Object.entries(workers(0))) {
      const running = (world.stateOf(agentId(name)) as { desk: WorkDesk }).desk.running.length;
      if (running > concurrency) return `${name} works on ${running}`;
    }
    return undefined;
  },
});

type Swarm = typeof swarms extends fc.Arbitrary<infer Value> ? Value : never;

function perform({ schedule, graph, scheduler, stealing, queue, hasBreaker }: Swarm): SwarmRun {
  return runTasks({
    ...schedule,
    untilUs: 7_200 * SECOND,
    workers: workers(queue),
    work: { quick: { durationUs: SECOND / 10, jitterUs: SECOND }, slow: { durationUs: 20 * SECOND, checkpointUs: 3 * SECOND }, shaky: { durationUs: SECOND, failShare: 0.3 } },
    graphs: [graph],
    coordinator: { scheduler, stealing, ...(hasBreaker ? { breaker: { failuresMax: 2, openUs: 7 * SECOND, probes: 1 } } : {}) },
    laws: [legalTaskSteps, everyTaskEnds, handsAreEnough],
  });
}

describe('tasks under faults', () => {
  it('G2: every task ends once in a final state after healing, no effect comes twice, and all loads return to idle', () => {
    fc.assert(
      fc.property(swarms, (swarm) => {
        const run = perform(swarm);
        expect(run.broken).toBeUndefined();
        const over = run.events.filter(({ type }) => OVER.includes(type)).map(({ data }) => (data as { task: string }).task);
        expect([...over].sort()).toEqual(swarm.graph.tasks.map(({ name }) => name).sort());
        expect(run.ofType('TaskGraphEnded')).toHaveLength(1);
        const { desk } = run.stateOf<{ desk: Desk }>('boss');
        expect(desk.graphs).toEqual({});
        for (const { agent, open } of Object.values(desk.workers)) {
          expect(open, agent).toBe(0);
          expect(run.stateOf<{ desk: WorkDesk }>(agent).desk, agent).toMatchObject({ queue: [], running: [] });
        }
      }),
      { numRuns: runsOf(100) },
    );
  });

  it('G2: the log alone gives every state again', () => {
    fc.assert(fc.property(swarms, (swarm) => expectReplayed(perform(swarm))), { numRuns: runsOf(20) });
  });

  it('R6: a link whose time to be tried again has passed sets no alarm, though a task waits for another worker', () => {
    const task = { after: [], capabilities: [], onFailure: 'fail', isLadder: false };
    const tasks = [{ ...task, name: 't0', work: 'slow' }, { ...task, name: 't1', work: 'quick' }, { ...task, name: 't2', work: 'shaky', after: ['t1'], capabilities: ['risk'] }];
    const plan = planOf([{ kind: 'partition', atUs: 0, durationUs: 41 * SECOND, agents: ['ada', 'bob', 'dee'] }], { seed: 0, healAtUs: 60 * SECOND });
    const run = perform({ schedule: { seed: 0, latencyUs: 1, jitterUs: 0, plan }, graph: { name: 'graph', tasks: tasks as Swarm['graph']['tasks'] }, scheduler: 'least-loaded', stealing: false, queue: 0, hasBreaker: true });
    expect(run.broken).toBeUndefined();
    expect(run.ofType('TimerSet').filter(({ agent }) => agent === 'boss').length).toBeLessThan(50);
  });
});
