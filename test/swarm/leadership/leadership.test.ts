import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/instant.js';
import type { LeadershipState } from '../../../src/swarm/leadership/leadership-state.js';
import { usualTiming } from '../../../src/swarm/leadership/leadership-state.js';
import { expectRepeated, expectReplayed, planOf, simulateSwarm } from '../simulated-swarm.js';
import { commandsAt, committedOf, everySecond, groupOf, leaderOf, statesOf } from './group.js';

const { electionUsMin, electionUsMax, heartbeatUs } = usualTiming;
const firstLeader = leaderOf(simulateSwarm({ agents: groupOf(5), untilUs: 2 * SECOND })) ?? '';

describe('a group that elects a leader', () => {
  it('E3: elects one within the silence that is borne, by a majority of all members', () => {
    const run = simulateSwarm({ agents: groupOf(5), untilUs: HOUR });
    const elected = run.ofType('LeaderElected');
    expect(elected).toHaveLength(1);
    expect(elected[0].time).toBeGreaterThan(electionUsMin);
    expect(elected[0].time).toBeLessThan(electionUsMax + 10);
    expect(elected[0].data.voters.length).toBeGreaterThanOrEqual(3);
  });

  it('E3: costs nothing while nothing happens: after the election no event for a year', () => {
    const run = simulateSwarm({ agents: groupOf(5), untilUs: 365 * DAY });
    expect(run.events.length).toBeLessThan(35);
    expect(run.events.at(-1)?.time).toBeLessThan(SECOND);
  });

  it('E3: draws the silence from a stream of its own: another seed elects at another time, the same seed at the same', () => {
    const times = [1, 2, 3].map((seed) => simulateSwarm({ agents: groupOf(3), untilUs: MINUTE, seed }).ofType('LeaderElected')[0].time);
    expect(new Set(times).size).toBe(3);
    expectRepeated(simulateSwarm({ agents: groupOf(3), untilUs: MINUTE, seed: 2 }));
  });

  it('commits what it is offered, once, in one order for all', () => {
    const run = simulateSwarm({ agents: groupOf(5), inputs: everySecond(4), untilUs: MINUTE, latencyUs: 700 });
    expect(run.ofType('EntryCommitted').map(({ data, time }) => [data.id, time])).toEqual([0, 1, 2, 3].map((place) => [`command ${place}`, (place + 2) * SECOND + 3 * 700]));
    for (const committed of committedOf(run)) expect(committed).toEqual(['', 'command 0', 'command 1', 'command 2', 'command 3']);
    expectReplayed(run);
  });

  it('takes a command that is offered twice once, and answers the second time where it stands', () => {
    const [once] = commandsAt(2 * SECOND);
    const run = simulateSwarm({ agents: groupOf(3), inputs: [once, { ...once, at: 4 * SECOND }], untilUs: MINUTE });
    expect(run.ofType('EntryCommitted').map(({ data, to }) => [data.index, [...to]])).toEqual([[2, []], [2, ['client']]]);
  });

  it('E2: elects a successor within a second of the crash of its leader, also while nobody asks for anything', () => {
    const run = simulateSwarm({ agents: groupOf(5), untilUs: HOUR, plan: planOf([{ kind: 'crash', agent: firstLeader, atUs: 30 * SECOND }]) });
    const [, successor] = run.ofType('LeaderElected');
    expect(successor.agent).not.toBe(firstLeader);
    expect(successor.time - 30 * SECOND).toBeGreaterThanOrEqual(electionUsMin);
    expect(successor.time - 30 * SECOND).toBeLessThan(SECOND);
    expect(run.events.at(-1)?.time, 'the dead one is not waited for').toBeLessThan(40 * SECOND);
  });

  it('E2: loses no command that was offered before, at and after the crash of its leader', () => {
    const atUs = 4 * SECOND + 1;
    const run = simulateSwarm({ agents: groupOf(3), inputs: everySecond(6), untilUs: MINUTE, plan: planOf([{ kind: 'crash', agent: leaderOf(simulateSwarm({ agents: groupOf(3), untilUs: 2 * SECOND })), atUs, durationUs: 5 * SECOND }]) });
    expect(run.ofType('LeaderElected')).toHaveLength(2);
    const committed = committedOf(run);
    expect(committed[0].filter((id) => id !== '')).toEqual([0, 1, 2, 3, 4, 5].map((place) => `command ${place}`));
    expect(committed[1]).toEqual(committed[0]);
    expect(committed[2]).toEqual(committed[0]);
  });

  it('E2: a leader that was cut off leads no more: it commits nothing alone, and takes over what the others agreed on', () => {
    const plan = planOf([{ kind: 'partition', agents: [firstLeader], atUs: 3 * SECOND, durationUs: 20 * SECOND }], { healAtUs: 30 * SECOND });
    // The client is on the side of the majority.
    const run = simulateSwarm({ agents: groupOf(5), inputs: everySecond(8), untilUs: 2 * MINUTE, plan });
    const [first, second] = run.ofType('LeaderElected');
    expect(second.data.term).toBeGreaterThan(first.data.term);
    const alone = run.ofType('EntryCommitted').filter(({ agent, time }) => agent === firstLeader && time > 3 * SECOND && time < 23 * SECOND);
    expect(alone).toEqual([]);
    const committed = committedOf(run);
    for (const member of committed) expect(member).toEqual(committed[0]);
    expect(committed[0].filter((id) => id !== '')).toHaveLength(8);
  });

  it('Trap 9: needs a majority of the members, not of those that are well', () => {
    const crashes = ['a', 'b', 'c'].map((agent) => ({ kind: 'crash', agent, atUs: 0 }));
    const run = simulateSwarm({ agents: groupOf(5), inputs: commandsAt(2 * SECOND), untilUs: HOUR, plan: planOf(crashes) });
    expect(run.ofType('LeaderElected')).toEqual([]);
    expect(run.ofType('TermBegan'), 'a trial begins no term').toEqual([]);
    expect(run.events.length, 'and what cannot be is not tried for ever').toBeLessThan(100);
  });

  it('Trap 9: comes out of split votes', () => {
    // Two of two that stand at the same time refuse each other; the drawn silence parts them.
    for (let seed = 0; seed < 40; seed += 1) {
      const run = simulateSwarm({ agents: groupOf(2, { electionUsMin: 500_000, electionUsMax: 500_200 }), seed, latencyUs: 900, untilUs: HOUR });
      expect(run.ofType('LeaderElected').length, `seed ${seed}`).toBeGreaterThan(0);
    }
  });

  it('Trap 12: what a majority has not acknowledged is visible nowhere', () => {
    const crashes = ['a', 'b', 'c', 'd', 'e'].filter((agent) => agent !== firstLeader).slice(0, 3).map((agent) => ({ kind: 'crash', agent, atUs: 2 * SECOND }));
    const run = simulateSwarm({ agents: groupOf(5), inputs: commandsAt(3 * SECOND), untilUs: HOUR, plan: planOf(crashes) });
    expect(run.stateOf<LeadershipState>(firstLeader).entries.map(({ id }) => id)).toContain('command 0');
    expect(run.ofType('EntryCommitted')).toEqual([]);
    for (const state of statesOf(run)) expect(state.entries.slice(0, state.committed).map(({ id }) => id)).not.toContain('command 0');
    expect(run.ofType('LeaderResigned').map(({ data }) => data.reason)).toEqual(['no-majority']);
  });

  it('beats each 100 ms to the microsecond while a member is silent, and stops after sixteen', () => {
    const other = firstLeader === 'b' ? 'c' : 'b';
    const run = simulateSwarm({ agents: groupOf(5), inputs: commandsAt(3 * SECOND), untilUs: HOUR, plan: planOf([{ kind: 'crash', agent: other, atUs: 2 * SECOND }]) });
    const beats = [...new Set(run.ofType('EntriesAppended').filter(({ time, data }) => time > 3 * SECOND + 10 && !data.isRest).map(({ time }) => time))];
    expect(beats).toEqual(Array.from({ length: 16 }, (_, place) => 3 * SECOND + 1 + (place + 1) * heartbeatUs));
  });

  it('brings a member that was away up to date when it comes back', () => {
    const other = firstLeader === 'b' ? 'c' : 'b';
    const plan = planOf([{ kind: 'crash', agent: other, atUs: 1.5 * SECOND, durationUs: 200 * SECOND, mail: 'lost' }]);
    const run = simulateSwarm({ agents: groupOf(5), inputs: everySecond(150), untilUs: 300 * SECOND, plan });
    expect(run.stateOf<LeadershipState>(other).committed).toBe(run.stateOf<LeadershipState>(firstLeader).committed);
    expect(run.stateOf<LeadershipState>(other).entries).toHaveLength(151);
  });
});
