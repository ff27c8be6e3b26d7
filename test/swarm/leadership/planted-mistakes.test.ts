/** Mistakes that are planted are found: by the laws, or by how the logs look when all is healed. */
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../../src/core/instant.js';
import { committedEntriesStand, oneLeaderPerTerm, oneVotePerTerm } from '../../../src/domain/invariants/leadership.js';
import { noAgentFails } from '../../../src/domain/invariants/no-failure.js';
import { planOf, runsOf, simulateSwarm, type Schedule } from '../simulated-swarm.js';
import { commandsAt, committedOf, statesOf } from './group.js';
import { bentGroup, hasty, mistakes, type Mistake } from './mistakes.js';

const members = ['a', 'b', 'c', 'd', 'e'];
const spanUs = 6 * SECOND;

interface Cramped extends Schedule {
  readonly timing: typeof hasty;
}

/** A command each 40 ms, so that somebody is always in the middle of something. */
const offered = commandsAt(...Array.from({ length: 130 }, (_, place) => 300_000 + place * 40_000));

type Faults = Arbitrary<object[]>;
const record = (fields: Record<string, Arbitrary<unknown>>): Arbitrary<object> => fc.record(fields, { noNullPrototype: true });
const whole = (min: number, max: number): Arbitrary<number> => fc.integer({ min, max });
/** The client may be on either side. */
const side = (maxLength: number): Arbitrary<string[]> => fc.tuple(fc.subarray(members, { minLength: 1, maxLength }), fc.boolean()).map(([some, withClient]) => (withClient ? [...some, 'client'] : some));

/** Short cuts, crashes and losses, each a few hops after a command was appended: whoever leads loses the others in the middle of telling them. */
function struck(latencyUs: number): Faults {
  const atUs = fc.tuple(whole(0, 129), whole(0, 6)).map(([command, hops]) => 300_000 + command * 40_000 + 1 + hops * latencyUs);
  const durationUs = fc.oneof(whole(20_000, 300_000), whole(100_000, 1_500_000));
  const cut = record({ kind: fc.constant('partition'), atUs, durationUs, agents: side(3) });
  const crash = record({ kind: fc.constant('crash'), atUs, durationUs, agent: fc.constantFrom(...members), mail: fc.constantFrom('waits', 'lost') });
  const drop = record({ kind: fc.constant('drop'), atUs, durationUs, from: fc.constantFrom(...members), probability: fc.constantFrom(0.3, 1) });
  return fc.array(fc.oneof(cut, cut, crash, drop), { minLength: 6, maxLength: 24 });
}

/** Members that restart all the time, so that some do in the middle of an election. */
const restarts: Faults = fc.tuple(
  fc.array(record({ kind: fc.constant('restart'), atUs: whole(0, spanUs), agent: fc.constantFrom(...members) }), { minLength: 40, maxLength: 120 }),
  fc.array(record({ kind: fc.constant('partition'), atUs: whole(0, spanUs), durationUs: whole(150_000, 400_000), agents: side(2) }), { minLength: 6, maxLength: 12 }),
).map(([some, cuts]) => [...some, ...cuts]);

/**
 * Figure 8 of Ongaro & Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014), left to chance: for a while whoever is
 * elected tells nobody what it appends, so that each leads with entries of its own; then short cuts decide who brings its own to whom.
 */
const muted: Faults = fc.array(fc.tuple(whole(300_000, 800_000), whole(0, 400_000), whole(100_000, 700_000), side(2), side(2), whole(0, 300_000)), { minLength: 3, maxLength: 4 })
  .map((scenes) => scenes.flatMap(([silentUs, laterUs, cutUs, first, second, thenUs], place) => {
    const atUs = 400_000 + place * 1_500_000;
    return [
      { kind: 'drop', message: 'EntriesAppended', atUs, durationUs: silentUs, probability: 1 },
      { kind: 'partition', agents: first, atUs: atUs + silentUs - 50_000, durationUs: laterUs + 50_001 },
      { kind: 'partition', agents: second, atUs: atUs + silentUs + laterUs - Math.min(laterUs, thenUs), durationUs: cutUs },
    ];
  }));

const timings = fc.constantFrom(hasty, { ...hasty, electionUsMax: 120_000 });
const cramped: Arbitrary<Cramped> = fc.oneof(whole(1, 8_000), whole(5_000, 20_000)).chain((latencyUs) =>
  fc.record({ seed: fc.nat({ max: 999_999 }), luck: fc.nat({ max: 999_999 }), faults: fc.oneof(struck(latencyUs), restarts, muted), timing: timings }, { noNullPrototype: true })
    .map(({ seed, luck, faults, timing }) => ({ seed, latencyUs, jitterUs: 0, timing, plan: planOf(faults, { seed: luck, healAtUs: spanUs + 500_000 }) })));

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
