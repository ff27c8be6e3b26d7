/**
 * A ballot counted into shares. Weights are counted in whole billionths: integers add up to the same sum
 * in any order, so a vote that stands exactly at the threshold is seen as such, and the order of the
 * ballot changes nothing.
 */
import type { Static } from '@sinclair/typebox';
import { assert } from '../core/assert.js';
import type { ballotEntrySchema } from '../domain/events/swarm-events.js';
import type { VoteMethod } from '../domain/vote-method.js';

export type BallotEntry = Static<typeof ballotEntrySchema>;
export type Voices = VoteMethod['voices'];

/** How much was said what, in billionths of a weight of 1. */
export interface Poll {
  readonly inFavour: number;
  readonly against: number;
  /** Abstentions that were said; silence is not among them. */
  readonly abstained: number;
  readonly silent: number;
  readonly all: number;
}

const SHARES_PER_UNIT = 1_000_000_000;

/** Returns what a ballot says, counted. */
export function pollOf(ballot: readonly BallotEntry[], voices: Voices): Poll {
  const poll = { inFavour: 0, against: 0, abstained: 0, silent: 0, all: 0 };
  for (const entry of ballot) {
    const shares = sharesOf(entry, voices);
    poll.all += shares;
    if (entry.silent === true) poll.silent += shares;
    else if (entry.choice === 'for') poll.inFavour += shares;
    else if (entry.choice === 'against') poll.against += shares;
    else poll.abstained += shares;
  }
  assert(Number.isSafeInteger(poll.all), 'The weights of a ballot add up exactly', { all: poll.all });
  return poll;
}

/** Returns the shares of one voter: as many as anybody's, or as many as its weight gives. */
export function sharesOf({ weight }: Pick<BallotEntry, 'weight'>, voices: Voices): number {
  return voices === 'equal' ? SHARES_PER_UNIT : Math.round(weight * SHARES_PER_UNIT);
}

/** Returns part by whole, 0 where there is no whole. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/**
 * Returns the confidence of those who back it less that of those who do not, per share that stands on a side: 0 to 1.
 * Summed in the order of the ids, for sums of fractions depend on their order.
 */
export function confidenceOf(ballot: readonly BallotEntry[], voices: Voices, sideOf: (entry: BallotEntry) => -1 | 0 | 1): number {
  let balance = 0;
  let sided = 0;
  for (const entry of inOrderOfIds(ballot)) {
    const side = sideOf(entry);
    if (side === 0) continue;
    const shares = sharesOf(entry, voices);
    sided += shares;
    balance += side * (shares * entry.confidence);
  }
  return Math.max(0, Math.min(1, share(balance, sided)));
}

function inOrderOfIds(ballot: readonly BallotEntry[]): readonly BallotEntry[] {
  const isSorted = ballot.every(({ agent }, index) => index === 0 || ballot[index - 1].agent < agent);
  return isSorted ? ballot : [...ballot].sort((a, b) => (a.agent < b.agent ? -1 : 1));
}
