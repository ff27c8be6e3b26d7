import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src/core/instant.js';
import { forager } from '../../../src/agents/forager.js';
import { noAgentFails } from '../../../src/domain/invariants/no-failure.js';
import type { ForagingState } from '../../../src/swarm/gossip/foraging.js';
import { expectReplayed, planOf, runsOf, schedules, simulateSwarm, type SwarmRun } from '../simulated-swarm.js';
import { settingOf } from '../leadership/group.js';

const members = ['a', 'b', 'c', 'd', 'e'];
const chores = Array.from({ length: 12 }, (_, place) => ({ name: `chore ${place}`, workUs: SECOND }));
const agents = Object.fromEntries(members.map((id) => [id, forager.create({ group: 'foragers', members, chores, patienceUs: 2 * SECOND, fanout: 2, roundUs: 100_000 }, settingOf(id))]));

/** What an agent knows to be done. */
function doneBy(run: SwarmRun, id: string): string[] {
  const { marks } = run.stateOf<ForagingState>(id).board;
  return Object.keys(marks).filter((key) => (marks[key].value as { isDone: boolean }).isDone).sort();
}

const all = chores.map(({ name }) => name).sort();
const finished = (run: SwarmRun) => run.ofType('MarkMade').filter(({ data }) => (data.value as { isDone: boolean }).isDone);

describe('work without a leader', () => {
  it('E6: is shared by all, done once each where nothing goes wrong, and then nobody speaks', () => {
    const run = simulateSwarm({ agents, untilUs: HOUR, latencyUs: 100 });
    for (const id of members) expect(doneBy(run, id)).toEqual(all);
    expect(new Set(finished(run).map(({ agent }) => agent)).size).toBe(members.length);
    expect(finished(run).length).toBeLessThan(chores.length + 3);
    expect(run.events.at(-1)?.time).toBeLessThan(10 * SECOND);
    expectReplayed(run);
  });

  it.each(members)('E6: goes on after %s is killed, and does what that one had begun', (victim) => {
    for (const atUs of [1, 600_000, 1_500_000, 2_500_000]) {
      const run = simulateSwarm({ agents, untilUs: HOUR, latencyUs: 100, plan: planOf([{ kind: 'crash', agent: victim, atUs }]) });
      for (const id of members) if (id !== victim) expect(doneBy(run, id), `${id}, ${victim} killed at ${atUs}`).toEqual(all);
      expect(run.events.at(-1)?.time, 'and is silent in the end').toBeLessThan(10 * MINUTE);
    }
  });

  it('E6: under random schedules everything is done and known to all when all is healed', () => {
    fc.assert(fc.property(schedules({ agents: members, spanUs: 10 * SECOND }), (schedule) => {
      const run = simulateSwarm({ agents, untilUs: 10 * MINUTE, laws: [noAgentFails], ...schedule });
      expect(run.broken).toBeUndefined();
      for (const id of members) expect(doneBy(run, id)).toEqual(all);
      expectReplayed(run);
    }), { numRuns: runsOf(40) });
  });
});
