/** The log of a group is as long as what somebody may still need, however long the run. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { MINUTE, SECOND } from '../../../src/core/instant.js';
import { committedEntriesStand, oneLeaderPerTerm, oneVotePerTerm } from '../../../src/domain/invariants/leadership.js';
import { noAgentFails } from '../../../src/domain/invariants/no-failure.js';
import { dropSettled, pushEntry, takeEntries } from '../../../src/swarm/leadership/entry-log.js';
import { startLeadership, type Entry, type LeadershipState } from '../../../src/swarm/leadership/leadership-state.js';
import { expectReplayed, planOf, runsOf, simulateSwarm, type SwarmRun } from '../simulated-swarm.js';
import { cramped, members, offered } from './cramped-schedules.js';
import { commandsAt, groupOf, leaderOf, statesOf } from './group.js';
import { bentGroup } from './mistakes.js';

const count = process.env['HIVETAPE_RUNS'] === undefined ? 6_000 : 100_000;
const spacedUs = 10_000;
const many = commandsAt(...Array.from({ length: count }, (_, place) => SECOND + place * spacedUs));
const committed = (run: SwarmRun): string[] => run.ofType('EntryCommitted').filter(({ to }) => to.length === 0).map(({ data }) => data.id);

it('E3: keeps no more entries after a hundred thousand commits than after a few thousand, in a group of one as well', () => {
  for (const size of [3, 1]) {
    const run = simulateSwarm({ agents: groupOf(size), inputs: many, untilUs: SECOND + count * spacedUs + MINUTE, eventsMax: 20 * count });
    expect(committed(run)).toHaveLength(count);
    for (const { entries, places, committed: upTo } of statesOf(run)) {
      expect(upTo).toBe(count + 1);
      expect(entries.length).toBeLessThanOrEqual(2_000);
      expect(Object.keys(places).length).toBeLessThanOrEqual(2_000);
    }
  }
});

it('E3: keeps for a member that is away what it lacks, and drops it when that one is back', () => {
  const away = leaderOf(simulateSwarm({ agents: groupOf(3), untilUs: SECOND })) === 'b' ? 'c' : 'b';
  const plan = planOf([{ kind: 'crash', agent: away, atUs: 5 * SECOND, durationUs: 20 * SECOND, mail: 'lost' }]);
  const inputs = many.slice(0, 3_000);
  const kept = (untilUs: number): number[] => statesOf(simulateSwarm({ agents: groupOf(3), inputs, untilUs, plan })).map(({ entries }) => entries.length);
  expect(Math.max(...kept(24 * SECOND))).toBeGreaterThan(1_900);
  const run = simulateSwarm({ agents: groupOf(3), inputs, untilUs: 2 * MINUTE, plan });
  expect(committed(run)).toHaveLength(3_000);
  for (const { entries, committed: upTo } of statesOf(run)) expect([upTo, entries.length <= 1_600]).toEqual([3_001, true]);
  expectReplayed(run);
});

it('E3: whatever befalls a group that keeps next to nothing, it commits no command twice, and all in one order', () => {
  let dropped = 0;
  let taken = 0;
  const laws = [oneLeaderPerTerm, oneVotePerTerm, committedEntriesStand, noAgentFails];
  fc.assert(fc.property(cramped, fc.constantFrom(5, 20, 60), ({ timing, ...schedule }, keptMax) => {
    const run = simulateSwarm({ agents: bentGroup({}, timing, { keptMax }), inputs: offered, untilUs: 2 * MINUTE, laws, ...schedule });
    expect(run.broken).toBeUndefined();
    const states = members.map((id) => run.stateOf<LeadershipState>(id));
    expect(new Set(states.map((state) => `${state.committed} ${state.dropped + state.entries.length}`)).size).toBe(1);
    const [{ committed: upTo }] = states;
    for (let index = 1 + Math.max(...states.map((state) => state.dropped)); index <= upTo; index += 1) {
      expect(new Set(states.map((state) => JSON.stringify(state.entries[index - state.dropped - 1]))).size).toBe(1);
    }
    dropped += states[0].dropped;
    taken += new Set(committed(run)).size;
    expectReplayed(run);
  }), { numRuns: runsOf(20), endOnFailure: true });
  expect(dropped).toBeGreaterThan(500);
  // What comes later than all that is kept is passed over, and nothing else.
  expect(taken).toBeGreaterThan(0.95 * runsOf(20) * offered.length);
});

it('E3: what was said before the last entry that was dropped is passed over, also where that one came in the place of another', () => {
  const by = agentId('a');
  const entry = (term: number, id: string): Entry => ({ term, id, by, command: null });
  const state = startLeadership();
  for (let place = 1; place <= 8; place += 1) {
    pushEntry(state, entry(1, `lost ${place}`));
    dropSettled({ keptMax: 4 }, state, place);
  }
  const entries = Array.from({ length: 8 }, (_, place) => entry(2, `kept ${place}`));
  takeEntries(state, { group: 'g', term: 2, previousIndex: 0, previousTerm: 0, entries, committed: 8, isRest: false });
  state.settled = 8;
  dropSettled({ keptMax: 4 }, state, 1_000);
  expect(state).toMatchObject({ dropped: 4, keptSince: 1_000 });
});
