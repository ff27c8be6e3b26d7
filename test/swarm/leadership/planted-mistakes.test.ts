/** Mistakes that are planted are found: by the laws, or by how the logs look when all is healed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../../src/core/instant.js';
import { committedEntriesStand, oneLeaderPerTerm, oneVotePerTerm } from '../../../src/domain/invariants/leadership.js';
import { noAgentFails } from '../../../src/domain/invariants/no-failure.js';
import { runsOf, simulateSwarm } from '../simulated-swarm.js';
import { cramped, offered, type Cramped } from './cramped-schedules.js';
import { committedOf, statesOf } from './group.js';
import { bentGroup, mistakes, type Mistake } from './mistakes.js';

/** Returns what is wrong with a run under a schedule; `undefined` if nothing is. */
function wrongWith(mistake: Mistake, { timing, ...schedule }: Cramped): string | undefined {
  const run = simulateSwarm({ agents: bentGroup(mistake, timing), inputs: offered, untilUs: 2 * MINUTE, eventsMax: 30_000, laws: [oneLeaderPerTerm, oneVotePerTerm, committedEntriesStand, noAgentFails], ...schedule });
  if (run.broken !== undefined) return `${run.broken.invariant}: ${run.broken.found}`;
  const [first, ...others] = committedOf(run);
  if (others.some((one) => one.join() !== first.join())) return 'the logs differ when all is healed';
  if (first.filter((id) => id !== '').length !== offered.length) return `${offered.length} commands are not in the log once each`;
  return statesOf(run).every(({ isResting }) => isResting) ? undefined : 'nobody rests';
}

/** Returns after how many schedules a mistake is found, and how; `undefined` if it is not. */
function foundAfter(mistake: Mistake, schedules: number): readonly [number, string] | undefined {
  let tried = 0;
  let found = '';
  const verdict = fc.check(fc.property(cramped, (schedule) => {
    tried += 1;
    try {
      found = wrongWith(mistake, schedule) ?? '';
    } catch (cause) {
      found = String(cause);
    }
    return found === '';
  }), { numRuns: schedules, endOnFailure: true, seed: 20_261_121 });
  return verdict.failed ? [tried, found] : undefined;
}

describe('a group whose members make a mistake', () => {
  it.each(Object.entries(mistakes))('E3: is found out: it %s', (name, mistake) => {
    const found = foundAfter(mistake, runsOf(150));
    if (process.env['HIVETAPE_RUNS'] !== undefined) console.log(`${name}: schedule ${found?.join(': ')}`);
    expect(found).toBeDefined();
  });
});

it('E3: nothing is found of a group that makes none of them', () => {
  const runs = runsOf(50);
  const found = foundAfter({}, runs);
  if (process.env['HIVETAPE_RUNS'] !== undefined) console.log(`none: ${runs} schedules, found ${found?.join(': ') ?? 'nothing'}`);
  expect(found).toBeUndefined();
});
