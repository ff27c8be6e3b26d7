/** E2: a coordinator that is lost in the middle of its work, and the successor that goes on with it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { electedCoordinator } from '../../src/agents/elected-coordinator.js';
import { worker } from '../../src/agents/worker.js';
import { legalTaskSteps } from '../../src/domain/invariants/task-life.js';
import { usualTiming } from '../../src/swarm/leadership/leadership-state.js';
import { planOf, runsOf, schedules, simulateSwarm, type SwarmOptions, type SwarmRun } from '../swarm/simulated-swarm.js';
import { agentOfKind, aGraph, aTask, ends, SECOND } from './task-swarm.js';

const seats = ['queen', 'regent', 'steward'];
const graph = aGraph([...Array.from({ length: 6 }, (_, i) => aTask(`t${i}`)), aTask('last', { after: ['t0', 't5'] })]);

function perform({ work: durationUs = 3 * SECOND, graphs = [graph], ...rest }: Partial<SwarmOptions> & { readonly work?: number; readonly graphs?: readonly (typeof graph)[] }): SwarmRun {
  const spec = { capabilities: [], concurrency: 1, queue: 0, weight: 1, kind: 'worker', isReserve: false };
  const coordinators = seats.map((id): [string, unknown] => [id, agentOfKind(electedCoordinator, id, { workers: { ada: spec, bob: spec }, graphs, leadership: { group: 'court', members: seats, ...usualTiming } })]);
  const workers = ['ada', 'bob'].map((id): [string, unknown] => [id, agentOfKind(worker, id, { work: { work: { durationUs, jitterUs: 0, failShare: 0, failsFirst: 0 } } })]);
  return simulateSwarm({ latencyUs: 1_000, untilUs: 600 * SECOND, ...rest, agents: { ...Object.fromEntries(coordinators), ...Object.fromEntries(workers) } });
}

const leaderOf = (run: SwarmRun): string => run.ofType('LeaderElected')[0].agent;

describe('a coordinator in several seats', () => {
  it('E2: works like one while nothing happens', () => {
    const run = perform({ laws: [legalTaskSteps] });
    expect(run.broken).toBeUndefined();
    expect(new Set(Object.values(ends(run)))).toEqual(new Set(['completed']));
    expect(run.ofType('TaskGraphOpened')).toHaveLength(1);
    expect(run.ofType('TaskGraphEnded')).toHaveLength(1);
    expect(new Set(run.ofType('TaskAssigned').map(({ agent }) => agent))).toEqual(new Set([leaderOf(run)]));
  });

  it('E2: kill the coordinator, and a successor is elected that ends every task; none is lost and none is done twice', () => {
    const first = leaderOf(perform({}));
    const run = perform({ plan: planOf([{ kind: 'crash', agent: first, atUs: 5 * SECOND }]), laws: [legalTaskSteps] });
    expect(run.broken).toBeUndefined();
    const completed = run.ofType('TaskCompleted').map(({ data }) => data.task);
    expect([...completed].sort()).toEqual(['last', 't0', 't1', 't2', 't3', 't4', 't5']);
    const successors = new Set(run.ofType('TaskCompleted').filter(({ time }) => time > 6 * SECOND).map(({ agent }) => agent));
    expect(successors.size).toBe(1);
    expect(successors.has(first as never)).toBe(false);
    expect(run.ofType('TaskGraphEnded')).toHaveLength(1);
  });

  it('E2: a worker answers to whoever asks, so that work longer than any patience is not begun anew under a successor', () => {
    const long = { work: 60 * SECOND, graphs: [aGraph([aTask('one'), aTask('other')])] };
    const first = leaderOf(perform(long));
    const run = perform({ ...long, plan: planOf([{ kind: 'crash', agent: first, atUs: 3 * SECOND }]), laws: [legalTaskSteps] });
    expect(run.broken).toBeUndefined();
    expect(run.ofType('TaskPutBack')).toEqual([]);
    expect(run.ofType('TaskCompleted').map(({ agent, data: { task, attempt } }) => ({ task, attempt, isFirst: agent === first }))).toEqual([
      { task: 'one', attempt: 1, isFirst: false },
      { task: 'other', attempt: 1, isFirst: false },
    ]);
  });

  it('E2: whichever seat crashes, whenever and however often, and a worker with it: every task has one result', () => {
    // A majority of the seats stays; without one nobody may speak.
    const one = fc.constantFrom(...seats).chain((seat) => schedules({ agents: [seat, 'ada'], spanUs: 20 * SECOND, kinds: ['crash', 'restart'], faultsMax: 4, latencyUsMax: 2_000 }));
    fc.assert(
      fc.property(one, (schedule) => {
        const run = perform({ ...schedule, laws: [legalTaskSteps] });
        expect(run.broken).toBeUndefined();
        expect(run.ofType('TaskCompleted').map(({ data }) => data.task).sort()).toEqual(['last', 't0', 't1', 't2', 't3', 't4', 't5']);
      }),
      { numRuns: runsOf(30) },
    );
  });

  it.each([9, 11.63, 12.5])('E2: two of three seats are lost at once, the second after %s s: the one that is left waits, and ends every task when they are back', (seconds) => {
    const left = leaderOf(perform({ seed: 918634 }));
    const [one, other] = seats.filter((seat) => seat !== left);
    const faults = [{ kind: 'crash', agent: one, atUs: 7.56 * SECOND, mail: 'lost' }, { kind: 'crash', agent: other, atUs: seconds * SECOND, mail: 'lost' }];
    const run = perform({ seed: 918634, plan: planOf(faults, { healAtUs: 20 * SECOND }), laws: [legalTaskSteps] });
    expect(run.broken).toBeUndefined();
    expect(run.ofType('TaskCompleted').map(({ data }) => data.task).sort()).toEqual(['last', 't0', 't1', 't2', 't3', 't4', 't5']);
    expect(run.events.at(-1)?.time, 'and rests').toBeLessThan(60 * SECOND);
  });

  it('E2: whichever seats crash, a majority of them too: every task has one result once all are back', () => {
    fc.assert(
      fc.property(schedules({ agents: seats, spanUs: 20 * SECOND, kinds: ['crash', 'restart'], faultsMax: 4, latencyUsMax: 2_000 }), (schedule) => {
        const run = perform({ ...schedule, laws: [legalTaskSteps] });
        expect(run.broken).toBeUndefined();
        expect(run.ofType('TaskCompleted').map(({ data }) => data.task).sort()).toEqual(['last', 't0', 't1', 't2', 't3', 't4', 't5']);
      }),
      { numRuns: runsOf(30) },
    );
  });
});
