import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../../src/core/instant.js';
import { noAgentFails } from '../../../src/domain/invariants/no-failure.js';
import { committedEntriesStand, oneLeaderPerTerm, oneVotePerTerm } from '../../../src/domain/invariants/leadership.js';
import { singleAnswers } from '../../../src/domain/invariants/single-answer.js';
import { LAB } from '../../../src/kernel/speaker.js';
import { startLeadership } from '../../../src/swarm/leadership/leadership-state.js';
import { expectReplayed, runsOf, schedules, simulateSwarm } from '../simulated-swarm.js';
import { commandsAt, committedOf, groupOf, leaderOf, statesOf } from './group.js';

const laws = [oneLeaderPerTerm, oneVotePerTerm, committedEntriesStand, noAgentFails, singleAnswers(LAB)];
const sizes = fc.constantFrom(1, 2, 3, 4, 5, 7);
const commands = 40;
/** Hasty members elect often: a silence of a few messages' time makes them stand. */
const timings = fc.constantFrom({}, { heartbeatUs: 40_000, electionUsMin: 100_000, electionUsMax: 250_000 });
const offered = commandsAt(...Array.from({ length: commands }, (_, place) => SECOND + place * 350_000));

describe('a group under random schedules', () => {
  test('E3: no term has two leaders, with loss, delay, repetition, partitions and crashes, and all logs are one when all is healed', () => {
    let terms = 0;
    let elections = 0;
    let strikes = 0;
    const schedule = sizes.chain((size) => schedules({ agents: Object.keys(groupOf(size)), spanUs: 15 * SECOND, faultsMax: 16 }).map((one) => ({ size, ...one })));
    fc.assert(fc.property(schedule, timings, ({ size, ...one }, timing) => {
      const agents = groupOf(size, timing);
      const run = simulateSwarm({ agents, inputs: offered, untilUs: 2 * MINUTE, laws, ...one });
      expect(run.broken).toBeUndefined();
      const committed = committedOf(run);
      for (const member of committed) expect(member).toEqual(committed[0]);
      // Nothing that was offered is lost, and nothing is there twice.
      expect(committed[0].filter((id) => id !== '').sort()).toEqual(Array.from({ length: commands }, (_, place) => `command ${place}`).sort());
      expect(leaderOf(run)).toBeDefined();
      expect(statesOf(run).every(({ isResting }) => isResting)).toBe(true);
      expectReplayed(run);
      terms += Math.max(...statesOf(run).map(({ term }) => term));
      elections += run.ofType('LeaderElected').length;
      strikes += run.ofType('FaultStruck').length;
    }), { numRuns: runsOf(100), endOnFailure: process.env['HIVETAPE_SHRINK'] === undefined });
    if (process.env['HIVETAPE_RUNS'] !== undefined) console.log({ runs: runsOf(100), terms, elections, strikes });
    expect(startLeadership().term).toBe(0);
  });
});
