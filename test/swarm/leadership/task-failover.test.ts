/** The coordinator of tasks, in three seats: one that leads is killed, and no task is lost. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../../src/core/instant.js';
import { electedCoordinator } from '../../../src/agents/elected-coordinator.js';
import { worker } from '../../../src/agents/worker.js';
import { oneLeaderPerTerm } from '../../../src/domain/invariants/leadership.js';
import { noAgentFails } from '../../../src/domain/invariants/no-failure.js';
import { isInCharge } from '../../../src/swarm/leadership/leadership-state.js';
import type { FailoverState } from '../../../src/swarm/leadership/failover.js';
import { planOf, runsOf, schedules, simulateSwarm } from '../simulated-swarm.js';
import { settingOf } from './group.js';
import { completed } from './completed-options.js';

const members = ['a', 'b', 'c'];
const tasks = Array.from({ length: 8 }, (_, place) => ({ name: `task ${place}`, work: 'count', after: place < 4 ? [] : [`task ${place - 4}`] }));
const leadership = { group: 'desk', members };
const options = completed(electedCoordinator.options, { workers: { w1: {}, w2: {} }, graphs: [{ name: 'graph', tasks }], leadership });
const seats = Object.fromEntries(members.map((id) => [id, electedCoordinator.create(options as never, settingOf(id))]));
const workers = Object.fromEntries(['w1', 'w2'].map((id) => [id, worker.create(completed(worker.options, { work: { count: { durationUs: SECOND } } }) as never, settingOf(id))]));
const agents = { ...seats, ...workers };
const leader = simulateSwarm({ agents, untilUs: SECOND }).ofType('LeaderElected')[0].agent;

it.each([undefined, 0.9, 1.7, 2.6, 3.3, 4.1])('E2: completes every task when the coordinator that leads is killed after %s s', (seconds) => {
  const plan = seconds === undefined ? undefined : planOf([{ kind: 'crash', agent: leader, atUs: seconds * SECOND }]);
  const run = simulateSwarm({ agents, untilUs: 3 * MINUTE, plan, latencyUs: 100 });
  const done = new Set(run.ofType('TaskCompleted').map(({ data }) => data.task));
  expect([...done].sort()).toEqual(tasks.map(({ name }) => name));
  expect(run.ofType('TaskGraphEnded').at(-1)?.data.outcome).toBe('completed');
  expect(members.filter((id) => isInCharge(run.stateOf<FailoverState<unknown>>(id).leadership) && (plan === undefined || id !== leader))).toHaveLength(1);
});

it('E2: completes every task under random schedules, once all is healed', () => {
  fc.assert(fc.property(schedules({ agents: [...members, 'w1', 'w2'], spanUs: 8 * SECOND, faultsMax: 5 }), (schedule) => {
    const run = simulateSwarm({ agents, untilUs: 10 * MINUTE, laws: [oneLeaderPerTerm, noAgentFails], ...schedule });
    expect(run.broken).toBeUndefined();
    const over = new Set(run.ofType('TaskCompleted').map(({ data }) => data.task));
    expect([...over].sort()).toEqual(tasks.map(({ name }) => name));
  }), { numRuns: runsOf(25) });
});
