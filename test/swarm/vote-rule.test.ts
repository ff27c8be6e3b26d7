import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BallotEntry } from '../../src/swarm/ballot.js';
import { tally, type VoteRule } from '../../src/swarm/vote-rule.js';
import { agentId } from '../../src/core/brand.js';

const half: VoteRule = { quorum: 0.5, threshold: 0.5, operator: '>' };

/** One letter per voter: F for, A against, B abstains, S silent. All weigh the same, unless weights are given. */
function ballot(letters: string, weights?: readonly number[], confidence = 1): BallotEntry[] {
  return [...letters].map((letter, index) => {
    const entry = { agent: agentId(`v${index}`), confidence, weight: weights?.[index] ?? 1 / letters.length };
    if (letter === 'F') return { ...entry, choice: 'for' as const };
    if (letter === 'A') return { ...entry, choice: 'against' as const };
    return letter === 'S' ? { ...entry, choice: 'abstain' as const, silent: true } : { ...entry, choice: 'abstain' as const };
  });
}

describe('H1: the truth table of the plain rule', () => {
  const rows: [letters: string, rule: Partial<VoteRule>, expected: 'yes' | 'no' | 'no quorum'][] = [
    ['FFFF', {}, 'yes'],
    ['FFFA', {}, 'yes'],
    ['FFAA', {}, 'no'],
    ['FFAA', { operator: '>=' }, 'yes'],
    ['FAAA', {}, 'no'],
    ['AAAA', {}, 'no'],
    // An explicit abstention counts for the quorum, never as approval.
    ['FBBB', {}, 'yes'],
    ['ABBB', {}, 'no'],
    ['BBBB', {}, 'no'],
    ['BBBB', { threshold: 0, operator: '>=' }, 'no'],
    ['AAAA', { threshold: 0, operator: '>=' }, 'no'],
    // The quorum is reached at exactly its share.
    ['FFSS', {}, 'yes'],
    ['FBSS', {}, 'yes'],
    ['FSSS', {}, 'no quorum'],
    ['SSSS', {}, 'no quorum'],
    ['SSSS', { quorum: 0 }, 'no'],
    ['FSSS', { quorum: 0 }, 'yes'],
    ['FFFS', { quorum: 1 }, 'no quorum'],
    // Two of three are a supermajority of .66, one of two is not.
    ['FFA', { threshold: 0.66, operator: '>=' }, 'yes'],
    ['FA', { threshold: 0.66, operator: '>=' }, 'no'],
    // Unanimity.
    ['FFFF', { threshold: 1, operator: '>=' }, 'yes'],
    ['FFFF', { threshold: 1 }, 'no'],
    ['FFFA', { threshold: 1, operator: '>=' }, 'no'],
  ];
  test.each(rows)('%s under %o: %s', (letters, rule, expected) => {
    const outcome = tally(ballot(letters), { ...half, ...rule });
    const found = outcome.kind === 'quorum-missed' ? 'no quorum' : outcome.approved ? 'yes' : 'no';
    expect(found).toBe(expected);
  });
});

test('K3: an ensemble of .30, .25, .25 and .20 acts above .7 and not at it, whoever is asked first', () => {
  const ensemble: VoteRule = { quorum: 0.5, threshold: 0.7, operator: '>' };
  const weights = [0.3, 0.25, 0.25, 0.2];
  const golden: readonly (readonly [string, boolean, number])[] = [
    ['FFFF', true, 1], ['FFFA', true, 0.8], ['FFAF', true, 0.75], ['FAFF', true, 0.75], ['AFFF', false, 0.7], ['FFAA', false, 0.55], ['AAAA', false, 0],
  ];
  for (const [letters, approved, support] of golden) {
    const votes = ballot(letters, weights);
    for (let turn = 0; turn < 4; turn += 1) {
      const turned = [...votes.slice(turn), ...votes.slice(0, turn)];
      expect([letters, tally(turned, ensemble)]).toMatchObject([letters, { approved, support: expect.closeTo(support, 12) as number }]);
    }
  }
});

test('sees an exact tie where floats would not: .3 against .1 and .2', () => {
  const votes = ballot('FAAB', [0.3, 0.1, 0.2, 0.4]);
  expect(tally(votes, half)).toMatchObject({ approved: false, support: 0.5 });
  expect(tally(votes, { ...half, operator: '>=' })).toMatchObject({ approved: true, support: 0.5 });
});

test('gives support, turnout and conviction by their definitions', () => {
  const votes = ballot('FABS', [0.4, 0.2, 0.1, 0.3]).map((entry, index) => ({ ...entry, confidence: [0.9, 0.3, 0, 0][index] ?? 0 }));
  expect(tally(votes, half)).toMatchObject({
    kind: 'decided',
    approved: true,
    support: 2 / 3,
    turnout: 0.7,
    conviction: expect.closeTo((0.4 * 0.9 - 0.2 * 0.3) / 0.6, 12) as number,
  });
});

test('has no conviction in what it refuses', () => {
  expect(tally(ballot('FAA'), half)).toMatchObject({ approved: false, conviction: 0 });
});

const anyBallot = fc
  .array(fc.record({ letter: fc.constantFrom('F', 'A', 'B', 'S'), weight: fc.integer({ min: 1, max: 9 }), confidence: fc.integer({ min: 0, max: 10 }) }), { minLength: 1, maxLength: 8 })
  .map((voters) => {
    const total = voters.reduce((sum, { weight }) => sum + weight, 0);
    const entries = ballot(voters.map(({ letter }) => letter).join(''), voters.map(({ weight }) => weight / total));
    return entries.map((entry, index) => ({ ...entry, confidence: (voters[index]?.confidence ?? 0) / 10 }));
  });
const anyRule = fc.record({ quorum: fc.integer({ min: 0, max: 4 }).map((n) => n / 4), threshold: fc.integer({ min: 0, max: 4 }).map((n) => n / 4), operator: fc.constantFrom('>' as const, '>=' as const) });

test('does not depend on the order of the ballot', () => {
  fc.assert(
    fc.property(anyBallot, anyRule, (votes, rule) => {
      const there = tally(votes, rule);
      expect(tally([...votes].reverse(), rule)).toEqual(there);
    }),
  );
});

test('never turns a yes into a no when a voter goes over from against to for, nor approves without a voice for it', () => {
  fc.assert(
    fc.property(anyBallot, anyRule, fc.nat(), (votes, rule, pick) => {
      const before = tally(votes, rule);
      const turned = votes.map((entry, index) => (index === pick % votes.length && entry.choice === 'against' ? { ...entry, choice: 'for' as const } : entry));
      const after = tally(turned, rule);
      if (before.kind === 'decided' && before.approved) expect(after).toMatchObject({ approved: true });
      if (before.kind === 'decided' && !votes.some(({ choice }) => choice === 'for')) expect(before.approved).toBe(false);
      if (before.kind === 'decided') expect(before.conviction).toBeLessThanOrEqual(1);
    }),
  );
});

test('refuses a quorum or a threshold that is no share', () => {
  expect(() => tally(ballot('F'), { ...half, quorum: 1.2 })).toThrow('shares from 0 to 1');
  expect(() => tally(ballot('F'), { ...half, threshold: NaN })).toThrow('shares from 0 to 1');
});
