import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Direction } from '../../src/domain/events/swarm-events.js';
import type { BallotEntry } from '../../src/swarm/ballot.js';
import { instantRunOff, type RunOff } from '../../src/swarm/instant-run-off.js';
import { declareRule, type RuleChoice } from '../../src/swarm/named-rules.js';
import { rankedDirections, tally, type DecidedOutcome } from '../../src/swarm/vote-rule.js';
import { anyBallot, rankedBallot } from './voters.js';

function ranked(ballot: readonly BallotEntry[], changes: Partial<RuleChoice> = {}): DecidedOutcome {
  const outcome = tally(ballot, declareRule({ name: 'ranked', ...changes }, ballot.length));
  if (outcome.kind !== 'decided') throw new Error('No quorum');
  return outcome;
}

function winnerOf(ballot: readonly BallotEntry[], changes: Partial<RuleChoice> = {}): Direction | undefined {
  return ranked(ballot, changes).ranked?.winner;
}

test('H1 ranked: who is first with more than half wins in the first round', () => {
  const outcome = ranked(rankedBallot('6 LFS', '5 SFL'));
  expect(outcome).toMatchObject({ approved: true, support: 6 / 11, ranked: { winner: 'long' } });
  expect(outcome.ranked?.rounds).toHaveLength(1);
});

test('H1 ranked: the weakest leaves, and its voices go to their next choice', () => {
  const { ranked: count, support } = ranked(rankedBallot('8 LFS', '5 FSL', '7 SFL'));
  expect(count?.winner).toBe('short');
  expect(support).toBe(12 / 20);
  expect(count?.rounds.map(({ left }) => left)).toEqual([['flat'], []]);
  expect(count?.rounds[1].counts).toEqual([{ alternative: 'long', shares: 8e9 }, { alternative: 'short', shares: 12e9 }]);
});

test('H1 ranked: a voice whose choices have all left backs nobody, and counts where the rule says of what', () => {
  const ballot = rankedBallot('4 L', '3 S', '2 F');
  expect(ranked(ballot)).toMatchObject({ approved: true, support: 4 / 7 });
  expect(ranked(ballot, { base: 'answered' })).toMatchObject({ approved: false, support: 4 / 9 });
  expect(winnerOf(ballot, { base: 'members', threshold: 0.4 })).toBe('long');
});

test('H1 ranked: a tie is nobody’s, or that of the first in the list, as declared', () => {
  const tie = rankedBallot('5 LS', '5 SL');
  expect(winnerOf(tie)).toBeUndefined();
  expect(ranked(tie)).toMatchObject({ approved: false, support: 0.5, conviction: 0 });
  expect(winnerOf(tie, { tie: 'listed-first' })).toBe('long');
  expect(winnerOf(rankedBallot('3 LF', '3 FL'), { tie: 'listed-first' })).toBe('flat');
  expect(winnerOf(rankedBallot('3 '), { tie: 'listed-first' })).toBeUndefined();
});

test('H1 ranked: several weak ones leave together where together they could not reach the next', () => {
  const { rounds } = instantRunOff<string>(rankedBallot('9 L', '2 F', '2 S', '10 '), { alternatives: rankedDirections, voices: 'equal', tie: 'nobody', isEnough: (part) => part > 0.9, whole: undefined });
  expect(rounds[0].left).toEqual(['flat', 'short']);
});

test('H1 ranked: more support can cost the victory, as in every run-off', () => {
  // Ten voters turn from flat to long. That saves short from leaving first, and short beats long.
  expect(winnerOf(rankedBallot('39 LFS', '35 FSL', '26 SLF'))).toBe('long');
  expect(winnerOf(rankedBallot('39 LFS', '10 LFS', '25 FSL', '26 SLF'))).toBe('short');
});

function firstChoices(ballot: readonly BallotEntry[], wanted: Direction): number {
  return ballot.filter(({ ranking, silent }) => silent !== true && ranking?.[0] === wanted).length;
}

test('H1 ranked: a majority of first choices always wins, and the winner always had one', () => {
  fc.assert(
    fc.property(anyBallot, fc.constantFrom('nobody' as const, 'listed-first' as const), (ballot, tie) => {
      const winner = winnerOf(ballot, { tie });
      const backers = ballot.filter(({ ranking = [], silent }) => silent !== true && ranking.length > 0).length;
      for (const direction of rankedDirections) if (firstChoices(ballot, direction) * 2 > backers) expect(winner).toBe(direction);
      if (winner !== undefined) expect(firstChoices(ballot, winner)).toBeGreaterThan(0);
    }),
    { numRuns: 1_000 },
  );
});

test('H1 ranked: nobody wins who loses against each other one by one', () => {
  const beats = (ballot: readonly BallotEntry[], one: Direction, other: Direction): boolean => {
    const places = ballot.filter(({ silent }) => silent !== true).map(({ ranking = [] }) => [ranking.indexOf(one), ranking.indexOf(other)].map((place) => (place < 0 ? 9 : place)));
    return places.filter(([a, b]) => a < b).length > places.filter(([a, b]) => b < a).length;
  };
  fc.assert(
    fc.property(anyBallot, (ballot) => {
      const winner = winnerOf(ballot);
      if (winner === undefined) return;
      const others = rankedDirections.filter((direction) => direction !== winner);
      expect(others.every((other) => beats(ballot, other, winner))).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test('ends after as many rounds as there are alternatives, each with fewer than before', () => {
  fc.assert(
    fc.property(anyBallot, (ballot) => {
      const { rounds }: RunOff<Direction> = instantRunOff(ballot, { alternatives: rankedDirections, voices: 'weighted', tie: 'listed-first', isEnough: (part) => part > 0.5, whole: undefined });
      expect(rounds.length).toBeLessThanOrEqual(3);
      for (let place = 1; place < rounds.length; place++) expect(rounds[place].counts.length).toBeLessThan(rounds[place - 1].counts.length);
    }),
  );
});
