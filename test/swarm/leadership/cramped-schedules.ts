/** Schedules that lead elections and replicated logs where they easily go wrong: short terms, and faults just where something is under way. */
import fc, { type Arbitrary } from 'fast-check';
import { SECOND } from '../../../src/core/instant.js';
import { planOf, type Schedule } from '../simulated-swarm.js';
import { commandsAt } from './group.js';
import { hasty } from './mistakes.js';

export const members = ['a', 'b', 'c', 'd', 'e'];
const spanUs = 6 * SECOND;

export interface Cramped extends Schedule {
  readonly timing: typeof hasty;
}

/** A command each 40 ms, so that somebody is always in the middle of something. */
export const offered = commandsAt(...Array.from({ length: 130 }, (_, place) => 300_000 + place * 40_000));

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
export const cramped: Arbitrary<Cramped> = fc.oneof(whole(1, 8_000), whole(5_000, 20_000)).chain((latencyUs) =>
  fc.record({ seed: fc.nat({ max: 999_999 }), luck: fc.nat({ max: 999_999 }), faults: fc.oneof(struck(latencyUs), restarts, muted), timing: timings }, { noNullPrototype: true })
    .map(({ seed, luck, faults, timing }) => ({ seed, latencyUs, jitterUs: 0, timing, plan: planOf(faults, { seed: luck, healAtUs: spanUs + 500_000 }) })));
