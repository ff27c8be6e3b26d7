import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voteRuleNames } from '../../src/domain/vote-method.js';
import type { BallotEntry } from '../../src/swarm/ballot.js';
import { toleratesLiars, voicesNeeded } from '../../src/swarm/liars.js';
import { declareRule, type RuleChoice } from '../../src/swarm/named-rules.js';
import { tally, type VoteOutcome } from '../../src/swarm/vote-rule.js';
import { anyBallot, ballotOf, type VoterOptions } from './voters.js';

function outcomeOf(choice: RuleChoice, ballot: readonly BallotEntry[]): VoteOutcome {
  return tally(ballot, declareRule(choice, ballot.length));
}

function verdict(outcome: VoteOutcome): 'yes' | 'no' | 'held' | 'no quorum' {
  if (outcome.kind === 'quorum-missed') return 'no quorum';
  if (outcome.isHeld) return 'held';
  return outcome.approved ? 'yes' : 'no';
}

describe('H1: the truth tables of the named rules, with their boundaries', () => {
  type Row = [letters: string, choice: RuleChoice, expected: ReturnType<typeof verdict>, voters?: VoterOptions];
  const rows: Row[] = [
    ['FFA', { name: 'simple' }, 'yes'],
    ['FA', { name: 'simple' }, 'no'],
    ['FA', { name: 'simple', operator: '>=' }, 'yes'],
    ['FBBSS', { name: 'simple' }, 'yes'],
    ['BBB', { name: 'simple' }, 'no'],
    ['SSS', { name: 'simple' }, 'no'],
    // One heavy voice does not outweigh two where voices are equal, and does where they are weighed.
    ['FAA', { name: 'simple' }, 'no', { weights: [0.8, 0.1, 0.1] }],
    ['FAA', { name: 'weighted' }, 'yes', { weights: [0.8, 0.1, 0.1] }],
    ['FAA', { name: 'weighted' }, 'no', { weights: [0.3, 0.1, 0.2] }],
    ['FAA', { name: 'weighted', operator: '>=' }, 'yes', { weights: [0.3, 0.1, 0.2] }],
    ['FSS', { name: 'weighted' }, 'no quorum', { weights: [0.49, 0.5, 0.01] }],
    ['FSS', { name: 'weighted' }, 'yes', { weights: [0.5, 0.4, 0.1] }],
    // Supermajority: 2 of 3 accepts, 1 of 2 rejects, and 33 of 50 stands at the threshold of .66.
    ['FFA', { name: 'supermajority' }, 'yes'],
    ['FA', { name: 'supermajority' }, 'no'],
    ['F'.repeat(33) + 'A'.repeat(17), { name: 'supermajority' }, 'yes'],
    ['F'.repeat(33) + 'A'.repeat(17), { name: 'supermajority', operator: '>' }, 'no'],
    ['F'.repeat(65) + 'A'.repeat(35), { name: 'supermajority' }, 'no'],
    // Quorum: half of the members must answer; an abstention that is said is an answer, silence is none unless declared.
    ['FSSS', { name: 'quorum' }, 'no quorum'],
    ['FBSS', { name: 'quorum' }, 'yes'],
    ['FASS', { name: 'quorum' }, 'no'],
    ['FSSS', { name: 'quorum', silence: 'abstains' }, 'yes'],
    ['FSSS', { name: 'quorum', prefer: 'availability' }, 'yes'],
    ['SSSS', { name: 'quorum', prefer: 'availability' }, 'no quorum'],
    // Whether abstentions stand in the denominator is declared: of sides, of answers, of members.
    ['FFABB', { name: 'simple', base: 'sided' }, 'yes'],
    ['FFABB', { name: 'simple', base: 'answered' }, 'no'],
    ['FFASS', { name: 'simple', base: 'answered' }, 'yes'],
    ['FFASS', { name: 'simple', base: 'answered', silence: 'abstains' }, 'no'],
    ['FFASS', { name: 'simple', base: 'members' }, 'no'],
    ['FFFSS', { name: 'simple', base: 'members' }, 'yes'],
    ['FFSS', { name: 'simple', base: 'members' }, 'no'],
    // Whom the quorum would have brought in against it, nobody counts: with two in favour there is no less support than with one.
    ['FSS', { name: 'supermajority', quorum: 0.5, prefer: 'availability' }, 'yes'],
    ['FFS', { name: 'supermajority', quorum: 0.5, prefer: 'availability' }, 'yes'],
    ['FFFB', { name: 'unanimous' }, 'yes'],
    ['FFFA', { name: 'unanimous' }, 'no'],
    ['FFFB', { name: 'unanimous', base: 'answered' }, 'no'],
    ['BBBB', { name: 'unanimous' }, 'no'],
    // An abstention never is approval, even where nothing is asked for.
    ['BBBB', { name: 'simple', threshold: 0, operator: '>=' }, 'no'],
  ];
  test.each(rows)('%s under %o: %s', (letters, choice, expected, voters = {}) => {
    expect(verdict(outcomeOf(choice, ballotOf(letters, voters)))).toBe(expected);
  });
});

describe('H4: what passes is acted on only above the declared confidence', () => {
  test.each([
    [0.71, 'yes'],
    [0.7, 'held'],
    [0.69, 'held'],
  ])('a vote of three with a confidence of %d is: %s', (confidence, expected) => {
    for (const weights of [[1 / 3, 1 / 3, 1 / 3], [0.2, 0.3, 0.5]]) {
      const outcome = outcomeOf({ name: 'weighted', holdUpTo: 0.7 }, ballotOf('FFF', { weights, confidence }));
      expect(verdict(outcome)).toBe(expected);
      expect(outcome).toMatchObject(expected === 'held' ? { approved: false, conviction: 0, support: 1 } : { approved: true });
    }
  });
});

const anyChoice: fc.Arbitrary<RuleChoice> = fc.record(
  {
    name: fc.constantFrom(...voteRuleNames),
    quorum: fc.integer({ min: 0, max: 4 }).map((n) => n / 4),
    threshold: fc.integer({ min: 0, max: 4 }).map((n) => n / 4),
    operator: fc.constantFrom('>' as const, '>=' as const),
    voices: fc.constantFrom('equal' as const, 'weighted' as const),
    base: fc.constantFrom('sided' as const, 'answered' as const, 'members' as const),
    silence: fc.constantFrom('absent' as const, 'abstains' as const),
    prefer: fc.constantFrom('consistency' as const, 'availability' as const),
    tie: fc.constantFrom('nobody' as const, 'listed-first' as const),
  },
  { requiredKeys: ['name'] },
).filter(({ base, prefer }) => base !== 'members' || prefer !== 'availability');

describe('H1: every rule', () => {
  test('counts the same in any order of the ballot, and again from what was written down', () => {
    fc.assert(
      fc.property(fc.tuple(anyBallot, anyChoice, fc.gen()), ([ballot, choice, pick]) => {
        const rule = declareRule(choice, ballot.length);
        const there = tally(ballot, rule);
        const shuffled = pick(() => fc.shuffledSubarray(ballot, { minLength: ballot.length }));
        expect(tally(shuffled, rule)).toEqual(there);
        expect(tally(JSON.parse(JSON.stringify(ballot)) as BallotEntry[], JSON.parse(JSON.stringify(rule)) as typeof rule)).toEqual(there);
      }),
      { numRuns: 500 },
    );
  });

  test('but the ranked one never turns a yes into a no when a voter comes over to it', () => {
    fc.assert(
      fc.property(anyBallot, anyChoice.filter(({ name }) => name !== 'ranked'), fc.nat(), (ballot, choice, pick) => {
        const rule = declareRule(choice, ballot.length);
        const turned = ballot.map((entry, index): BallotEntry => (index === pick % ballot.length ? { agent: entry.agent, weight: entry.weight, confidence: entry.confidence, choice: 'for' } : entry));
        const before = tally(ballot, rule);
        const after = tally(turned, rule);
        if (before.kind === 'decided' && before.approved) expect(after).toMatchObject({ approved: true });
        if (before.kind === 'decided' && after.kind === 'decided') expect(after.support).toBeGreaterThanOrEqual(before.support);
      }),
      { numRuns: 500 },
    );
  });

  test('approves nothing that nobody is for, and gives shares and confidences from 0 to 1', () => {
    fc.assert(
      fc.property(anyBallot, anyChoice, (ballot, choice) => {
        const outcome = outcomeOf(choice, ballot);
        expect(outcome.turnout >= 0 && outcome.turnout <= 1).toBe(true);
        const { inFavour, against, abstained, silent, all } = outcome.poll;
        expect(inFavour + against + abstained + silent).toBe(all);
        if (outcome.kind === 'quorum-missed') return;
        if (choice.name !== 'ranked' && !ballot.some(({ choice: said }) => said === 'for')) expect(outcome.approved).toBe(false);
        for (const value of [outcome.support, outcome.confidence, outcome.conviction]) expect(value >= 0 && value <= 1).toBe(true);
      }),
    );
  });
});

/** All honest answers and all that liars may say. */
const swornCouncil = fc.integer({ min: 1, max: 4 }).chain((liarsMax) =>
  fc.record({
    liarsMax: fc.constant(liarsMax),
    honest: fc.array(fc.constantFrom('F', 'A', 'B'), { minLength: 2 * liarsMax + 1, maxLength: 2 * liarsMax + 6 }),
    lies: fc.array(fc.constantFrom('F', 'A', 'B', 'S'), { minLength: liarsMax, maxLength: liarsMax }),
    otherLies: fc.array(fc.constantFrom('F', 'A', 'B', 'S'), { minLength: liarsMax, maxLength: liarsMax }),
  }),
);

describe('H8: up to f liars of n ≥ 3 f + 1', () => {
  test('cannot change what the honest agree on, whatever they say', () => {
    fc.assert(
      fc.property(swornCouncil, fc.constantFrom('F', 'A'), ({ liarsMax, honest, lies }, view) => {
        const ballot = ballotOf(view.repeat(honest.length) + lies.join(''));
        expect(verdict(outcomeOf({ name: 'simple', liarsMax }, ballot))).toBe(view === 'F' ? 'yes' : 'no');
      }),
    );
  });

  test('bring about nothing that most of the honest are not for', () => {
    fc.assert(
      fc.property(swornCouncil, ({ liarsMax, honest, lies }) => {
        const outcome = outcomeOf({ name: 'simple', liarsMax }, ballotOf(honest.join('') + lies.join('')));
        const backers = honest.filter((letter) => letter === 'F').length;
        if (verdict(outcome) === 'yes') expect(backers * 2).toBeGreaterThan(honest.length);
        if (backers >= voicesNeeded(honest.length + liarsMax, liarsMax)) expect(verdict(outcome)).toBe('yes');
      }),
      { numRuns: 1_000 },
    );
  });

  test('cannot have two councils approve opposite things by telling each another story', () => {
    fc.assert(
      fc.property(swornCouncil, ({ liarsMax, honest, lies, otherLies }) => {
        // Who is honest is against there what it is for here; who lies says here and there what it likes.
        const opposite = honest.map((letter) => (letter === 'F' ? 'A' : letter === 'A' ? 'F' : 'B'));
        const here = outcomeOf({ name: 'simple', liarsMax }, ballotOf(honest.join('') + lies.join('')));
        const there = outcomeOf({ name: 'simple', liarsMax }, ballotOf(opposite.join('') + otherLies.join('')));
        expect([verdict(here), verdict(there)]).not.toEqual(['yes', 'yes']);
      }),
      { numRuns: 1_000 },
    );
  });

  test('can change the result of a rule that claims nothing: that is what the claim is worth', () => {
    expect(verdict(outcomeOf({ name: 'simple' }, ballotOf('FBBF')))).toBe('yes');
    expect(verdict(outcomeOf({ name: 'simple', liarsMax: 1 }, ballotOf('FBBF')))).toBe('no');
  });

  test('are borne by 3 f + 1 members and by no fewer', () => {
    for (let liarsMax = 0; liarsMax < 20; liarsMax++) {
      expect(toleratesLiars(3 * liarsMax + 1, liarsMax)).toBe(true);
      expect(toleratesLiars(3 * liarsMax, liarsMax)).toBe(false);
      expect(voicesNeeded(3 * liarsMax + 1, liarsMax)).toBe(2 * liarsMax + 1);
    }
  });

  test.each<[string, RuleChoice, number]>([
    ['too few members', { name: 'simple', liarsMax: 2 }, 6],
    ['weighted voices', { name: 'weighted', liarsMax: 1 }, 4],
    ['a decision by whoever is there', { name: 'simple', liarsMax: 1, prefer: 'availability' }, 4],
    ['a ranked choice', { name: 'ranked', liarsMax: 1 }, 4],
  ])('are not promised with %s', (_, choice, members) => {
    expect(() => declareRule(choice, members)).toThrow(expect.objectContaining({ code: 'agent-options-contradict' }));
  });
});

test('who decides with whoever is there cannot count those who are missing', () => {
  expect(() => declareRule({ name: 'simple', prefer: 'availability', base: 'members' }, 3)).toThrow(expect.objectContaining({ code: 'agent-options-contradict' }));
});
