/** Ballots as short as they can be written. */
import fc from 'fast-check';
import { agentId } from '../../src/core/brand.js';
import type { Direction } from '../../src/domain/events/swarm-events.js';
import type { BallotEntry } from '../../src/swarm/ballot.js';

export interface VoterOptions {
  readonly weights?: readonly number[];
  readonly confidence?: number;
}

/** One letter per voter: F for, A against, B abstains, S silent. All weigh the same, unless weights are given. */
export function ballotOf(letters: string, { weights, confidence = 1 }: VoterOptions = {}): BallotEntry[] {
  return [...letters].map((letter, index) => {
    const entry = { agent: agentId(`v${index}`), confidence, weight: weights?.[index] ?? 1 / letters.length };
    if (letter === 'F') return { ...entry, choice: 'for' as const };
    if (letter === 'A') return { ...entry, choice: 'against' as const };
    return letter === 'S' ? { ...entry, choice: 'abstain' as const, silent: true } : { ...entry, choice: 'abstain' as const };
  });
}

const names: Readonly<Record<string, Direction>> = { L: 'long', S: 'short', F: 'flat' };

/** Each line is a number of voters and what they rank, the best first: "7 LFS" are seven for long, then flat, then short. */
export function rankedBallot(...lines: readonly string[]): BallotEntry[] {
  const rankings = lines.flatMap((line) => {
    const [count = '0', letters = ''] = line.split(' ');
    return Array.from({ length: Number(count) }, () => [...letters].map((letter) => names[letter]));
  });
  return rankings.map((ranking, index) => ({ agent: agentId(`v${String(index).padStart(3, '0')}`), choice: ranking.length === 0 ? 'abstain' : 'for', confidence: 1, weight: 1 / rankings.length, ranking }));
}

export const anyBallot: fc.Arbitrary<BallotEntry[]> = fc
  .array(
    fc.record({
      letter: fc.constantFrom('F', 'A', 'B', 'S'),
      weight: fc.integer({ min: 1, max: 9 }),
      confidence: fc.integer({ min: 0, max: 10 }),
      ranking: fc.shuffledSubarray<Direction>(['flat', 'long', 'short']),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((voters) => {
    const total = voters.reduce((sum, { weight }) => sum + weight, 0);
    const entries = ballotOf(voters.map(({ letter }) => letter).join(''), { weights: voters.map(({ weight }) => weight / total) });
    return entries.map((entry, index) => ({ ...entry, confidence: voters[index].confidence / 10, ...(entry.silent === true ? {} : { ranking: voters[index].ranking }) }));
  });
